// The page follows the address after "#", and the address follows what is on show. See link.ts for what it can name.
import type { Controller } from './controller';
import { movedTo } from './crop';
import { missingSentence, readLink, sampleName, unknownSentence, writeLink } from './link';
import { showNotice } from './notice';
import { modelHas } from './page-words';
import { isWhole, whole } from './part';
import type { Part } from './part';
import { fileOf } from './photo';
import type { Session } from './session';
import { files } from './site-files';
import { chosenTheme, showTheme, themeNames } from './theme';

/** The name of the lesson about a model that cheats, in links. */
const cheatLesson = 'cheat';

/** Browsers refuse more than about a hundred changes of the address in half a minute. */
const leastMsBetweenChanges = 400;

export class PageLink {
  /** The sample that a link names, until it is on show. */
  private awaitedSample: string | undefined;
  /** What the latest link names and the page has not. */
  private unknown: string[] = [];
  private linkedTarget: Parameters<Controller['follow']>[0]['target'];
  private waits = false;
  private isBehind = false;

  constructor(
    private readonly controller: Controller,
    private readonly openSample: (name: string, part: Part) => void,
  ) {
    window.addEventListener('hashchange', () => this.follow());
    document.querySelector('#copy-link')!.addEventListener('click', () => void this.copy());
  }

  /** Shows what the address names. Names that do not exist are told in the notice. */
  follow(): void {
    const samples = files.samples.map(({ file }) => sampleName(file));
    const lessons = files.cheat ? [cheatLesson] : [];
    const { link, unknown } = readLink(location.hash, { samples, themes: themeNames(), lessons });
    const { sample, crop = whole, theme, lesson, ...choice } = link;
    // Another kind of address, as that of the link that skips to the answer.
    if (Object.keys(link).length === 0 && unknown.length === 0) return;
    this.unknown = unknown;
    this.linkedTarget = choice.target;
    if (theme !== undefined) showTheme(theme);
    if (sample !== undefined && sample !== this.sampleOnShow()) {
      this.awaitedSample = sample;
      this.openSample(sample, crop);
    } else if (sample !== undefined) {
      this.controller.scorer.crop(movedTo(crop));
    }
    this.controller.follow(choice);
    if (lesson !== undefined) this.controller.lesson.open();
    this.tellUnknown();
  }

  /** Called after each transition of the session. */
  sessionChanged(before: Session, after: Session): void {
    const photoChanged = fileOf(before.photo) !== fileOf(after.photo);
    if (photoChanged || after.stage.kind === 'failed') this.awaitedSample = undefined;
    if (before.model !== after.model) this.tellUnknown();
    const lessonChanged = (before.lesson.kind === 'closed') !== (after.lesson.kind === 'closed');
    const cropChanged = before.crop.part !== after.crop.part;
    if (photoChanged || lessonChanged || cropChanged || before.choice !== after.choice) this.changed();
  }

  /** Brings the address up to date, at most every now and then. */
  changed(): void {
    this.isBehind = true;
    if (this.waits) return;
    this.write();
    this.waits = true;
    setTimeout(() => {
      this.waits = false;
      if (this.isBehind) this.changed();
    }, leastMsBetweenChanges);
  }

  private sampleOnShow(): string | undefined {
    return this.awaitedSample ?? fileOf(this.controller.session.photo)?.sample;
  }

  private write(): void {
    this.isBehind = false;
    const { choice, crop, photo, awaitedTarget, lesson } = this.controller.session;
    const sample = this.sampleOnShow();
    const isCropped = sample !== undefined && sample === fileOf(photo)?.sample && !isWhole(crop.part);
    const link = writeLink({
      sample,
      ...(isCropped ? { crop: crop.part } : {}),
      ...choice,
      target: awaitedTarget ?? choice.target,
      theme: chosenTheme(),
      lesson: lesson.kind === 'closed' ? undefined : cheatLesson,
    });
    history.replaceState(history.state, '', `#${link}`);
  }

  /** The buckets that a link names are known to exist, or not, once there is a model. */
  private tellUnknown(): void {
    const { model } = this.controller.session;
    const target = this.linkedTarget;
    const lacks = model && target !== undefined && !modelHas(model.buckets.length, target);
    showNotice('link', unknownSentence([...this.unknown, ...(lacks ? [`target "${target}"`] : [])]));
  }

  private async copy(): Promise<void> {
    this.write();
    const { photo, model } = this.controller.session;
    const missing = missingSentence({
      ownPhoto: photo.kind !== 'none' && this.sampleOnShow() === undefined,
      ownModel: model !== null && !model.ofThisSite,
    });
    const copied = await navigator.clipboard.writeText(location.href).then(
      () => true,
      () => false,
    );
    const text = copied ? 'Copied.' : "The browser does not let the page copy: copy the page's address instead.";
    document.querySelector('#link-status')!.textContent = [text, missing].filter(Boolean).join(' ');
  }
}
