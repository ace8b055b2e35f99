import { yearsNoted } from './lesson';
import type { Session } from './session';

/** Holds the page's state, and tells of each transition. */
export class Store {
  /** onChange is called after each transition. */
  constructor(
    private current: Session,
    private readonly onChange: (before: Session, after: Session) => void,
  ) {}

  get session(): Session {
    return this.current;
  }

  go(next: Session): void {
    const before = this.current;
    this.current = yearsNoted(next);
    if (this.current !== before) this.onChange(before, this.current);
  }
}
