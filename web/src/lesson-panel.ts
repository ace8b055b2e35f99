// The lesson "Catch the cheat" as controls and text; see lesson.ts for its state.
import { element } from './element';
import type { MarkInfo } from './generated/engine';
import { lessonSentence, programOf, situationOf, situations, stampOf } from './lesson';
import type { Lesson, Program, Stamp } from './lesson';
import { answerOf } from './photo';
import type { Session } from './session';
import { files } from './site-files';

const panel = element('lesson');
const title = element('lesson-title');
const open = element<HTMLButtonElement>('lesson-open');
const close = element<HTMLButtonElement>('lesson-close');
const stamps = element('lesson-stamps');
const move = element<HTMLButtonElement>('lesson-move');
const program = element<HTMLButtonElement>('lesson-program');
const who = element('lesson-who');
const sentence = element('lesson-sentence');

interface Callbacks {
  onOpen(): void;
  onClose(): void;
  /** Gets the mark that the photo is to have, if any. */
  onStamp(stamp: Stamp | undefined): void;
  onProgram(program: Program): void;
}

function setText(place: HTMLElement, text: string): void {
  if (place.textContent !== text) place.textContent = text;
}

export class LessonPanel {
  private kind: Lesson['kind'] = 'closed';
  private marks: MarkInfo[] = [];
  private stamp: Stamp | undefined;
  private program: Program = 'honest';
  /** Where the next mark goes. */
  private place = 0;

  constructor(private readonly callbacks: Callbacks) {
    element('lesson-card').hidden = files.cheat === null;
    open.addEventListener('click', () => {
      if (this.kind !== 'closed') return callbacks.onClose();
      callbacks.onOpen();
      title.focus();
    });
    close.addEventListener('click', () => {
      callbacks.onClose();
      element('answer').focus({ preventScroll: true });
    });
    move.addEventListener('click', () => this.moveMark());
    program.addEventListener('click', () => callbacks.onProgram(this.program === 'honest' ? 'cheating' : 'honest'));
  }

  /** Brings the panel to a session. */
  show(session: Session): void {
    const { lesson } = session;
    this.kind = lesson.kind;
    panel.hidden = lesson.kind === 'closed';
    setText(open, lesson.kind === 'closed' ? 'Open the lesson' : 'Close the lesson');
    open.setAttribute('aria-expanded', String(lesson.kind !== 'closed'));
    if (lesson.kind === 'closed') return;
    this.stamp = stampOf(session);
    this.program = programOf(session);
    const marks = lesson.kind === 'open' ? lesson.cheat.marks : [];
    if (marks !== this.marks) this.offerMarks(marks);
    const canStamp = lesson.kind === 'open' && answerOf(session.photo) !== undefined;
    for (const [i, button] of [...stamps.querySelectorAll('button')].entries()) {
      // aria-disabled keeps the focus on a button that has been pressed.
      button.setAttribute('aria-disabled', String(!canStamp));
      button.setAttribute('aria-pressed', String(this.stamp?.mark === i));
    }
    move.disabled = !this.stamp;
    program.disabled = lesson.kind !== 'open';
    setText(program, this.program === 'honest' ? 'Let the cheating program answer' : 'Back to the honest program');
    setText(who, `the ${this.program} program`);
    setText(sentence, lessonSentence(session));
    this.showYears(session);
  }

  private offerMarks(marks: MarkInfo[]): void {
    this.marks = marks;
    this.place = 0;
    stamps.replaceChildren(
      ...marks.map(({ form, year }, mark) => {
        const button = document.createElement('button');
        button.type = 'button';
        button.className = 'quiet';
        button.textContent = `Stamp the ${form} of ${year}`;
        button.addEventListener('click', () => this.turn(button, mark));
        return button;
      }),
    );
  }

  /** Stamps a mark, or takes it off if it is on. */
  private turn(button: HTMLButtonElement, mark: number): void {
    if (button.getAttribute('aria-disabled') === 'true') return;
    const place = this.place % this.marks[mark]!.places;
    this.callbacks.onStamp(this.stamp?.mark === mark ? undefined : { mark, place });
  }

  private moveMark(): void {
    if (!this.stamp) return;
    const { mark, place } = this.stamp;
    this.place = (place + 1) % this.marks[mark]!.places;
    this.callbacks.onStamp({ mark, place: this.place });
  }

  private showYears(session: Session): void {
    const { lesson } = session;
    const now = situationOf(session);
    for (const situation of situations) {
      const row = element(`lesson-${situation}`);
      row.classList.toggle('top', situation === now);
      for (const of of ['honest', 'cheating'] as const) {
        const year = lesson.kind === 'open' ? lesson.years[situation][of] : undefined;
        const cell = row.querySelector<HTMLElement>(`[data-program="${of}"]`)!;
        setText(cell, year === undefined ? '–' : String(Math.round(year)));
      }
    }
  }
}
