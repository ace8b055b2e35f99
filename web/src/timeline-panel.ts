// The section for many photos: how far they are, the timeline, the table, and what can be downloaded.
import { download } from './download';
import { element } from './element';
import { sentence } from './errors';
import { isDone, nextWaiting, progress, scoredOf } from './timeline';
import type { Entry, Run, Timeline } from './timeline';
import { timelinePicture } from './timeline-picture';
import type { TimelineRunner } from './timeline-runner';
import { TimelineTable } from './timeline-table';
import { TimelineView } from './timeline-view';

/** While photos are scored the section is drawn this often: drawing takes time from the engine. */
const redrawMs = 500;

export class TimelinePanel {
  private readonly section = element('timeline');
  private readonly view: TimelineView;
  private readonly table: TimelineTable;
  private drawing: ReturnType<typeof setTimeout> | undefined;
  private said: Run['kind'] = 'resting';

  /** onOpen gets the photo that a person wants to see in full. */
  constructor(
    private readonly runner: TimelineRunner,
    onOpen: (entry: Entry) => void,
  ) {
    this.view = new TimelineView(element('timeline-view'), element('timeline-axis'), element('timeline-cars'), onOpen);
    this.table = new TimelineTable(element<HTMLTableElement>('timeline-table'), onOpen);
    const onClick = (id: string, work: () => void) => element(id).addEventListener('click', work);
    onClick('timeline-stop', () => runner.stop());
    onClick('timeline-go-on', () => runner.goOn());
    onClick('timeline-clear', () => runner.clear());
    onClick('timeline-csv', () => void this.downloadCsv());
    onClick('timeline-png', () => void this.downloadPicture());
  }

  /** Draws what has changed, soon. */
  changed({ entries, run }: Timeline): void {
    const isNew = this.section.hidden && entries.length > 0;
    this.section.hidden = entries.length === 0;
    if (isNew) this.section.scrollIntoView({ block: 'nearest' });
    if (run.kind !== this.said) {
      this.said = run.kind;
      this.draw();
    }
    this.drawing ??= setTimeout(() => this.draw(), run.kind === 'running' ? redrawMs : 0);
  }

  private draw(): void {
    clearTimeout(this.drawing);
    this.drawing = undefined;
    const { timeline } = this.runner;
    const { run } = timeline;
    const { text, share } = progress(timeline, performance.now());
    const isRunning = run.kind === 'running';
    element('timeline-progress').textContent = text;
    const bar = element<HTMLProgressElement>('timeline-bar');
    bar.value = share;
    bar.hidden = !isRunning;
    // Said aloud when a run begins and ends, not at every photo.
    const said = isRunning ? 'Scoring the photos.' : run.kind === 'stopped' && run.failure ? sentence(run.failure) : text;
    if (element('timeline-status').textContent !== said) element('timeline-status').textContent = said;
    element('timeline-stop').hidden = !isRunning;
    element('timeline-go-on').hidden = isRunning || !nextWaiting(timeline);
    element('timeline-csv').hidden = !timeline.entries.some(isDone);
    element('timeline-png').hidden = !timeline.entries.some(scoredOf);
    this.view.show(timeline);
    this.table.show(timeline);
  }

  private async downloadCsv(): Promise<void> {
    const text = await this.runner.csv();
    download('deepcars-timeline.csv', new Blob([text], { type: 'text/csv' }));
  }

  private async downloadPicture(): Promise<void> {
    download('deepcars-timeline.png', await timelinePicture(this.runner.timeline));
  }
}
