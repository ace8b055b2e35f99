// Wires the page: a person's files and choices go to the controller, and each new session is drawn.
import './style.css';
import { Camera } from './camera';
import { allowComparison, offerComparison } from './compare-panel';
import { Controller } from './controller';
import * as crop from './crop';
import { CropPanel } from './crop-panel';
import { offerBuckets, offerStop, showChoice, showReplay, watchControls, watchReplay, watchStop } from './controls';
import { EngineStart } from './engine-start';
import { hideError, showError } from './error-region';
import { plainerEngine, sentence } from './errors';
import { HidingPanel } from './hiding-panel';
import { offerKeys } from './key-sheet';
import { offerLayerTimes } from './layers-panel';
import { answeringModel, programLabel } from './lesson';
import { LessonPanel } from './lesson-panel';
import { updated } from './loading-failure';
import { offerModels, showModel } from './model-panel';
import { showNotice } from './notice';
import { keepForOffline } from './offline';
import { PageLink } from './page-link';
import { isWhole, partOfPart } from './part';
import { acceptFiles, readSampleNamed } from './photo-input';
import { Pictures } from './pictures';
import { readFile } from './read-file';
import {
  answerOf,
  curvesOf,
  decodingOf,
  displayOf,
  explanationOf,
  fileOf,
  hiddenOf,
  neighboursOf,
  randomisedOf,
  replayOf,
  shownAnswerOf,
  shownExplanationOf,
  wholeOf,
} from './photo';
import { showAnswer, showExplanation, showNeighbours, showNumbers, showStatus } from './results';
import type { Session } from './session';
import { activity, pageState, status } from './status';
import { TimelinePanel } from './timeline-panel';
import { TimelineRunner } from './timeline-runner';
import { onColorsChanged, palette, startThemes } from './theme';
import { TrustPanel } from './trust-panel';
import { TwoCarsPanel } from './two-cars-panel';
import type { View } from './view';
import { pictureTransform } from './zoom-gestures';
import { ZoomPanel } from './zoom-panel';

const starting = new EngineStart();
const hidingPanel = new HidingPanel({
  onChange: (change) => controller.scorer.hide(change),
  onSearch: () => controller.mapWork.findSmallestChange(),
  onTile: (tile) => view?.setTile(tile),
});
const lessonPanel = new LessonPanel({
  onOpen: () => controller.lesson.open(),
  onClose: () => controller.lesson.close(),
  onStamp: (stamp) => controller.lesson.stamp(stamp),
  onProgram: (program) => controller.lesson.letAnswer(program),
});
const zoomPanel = new ZoomPanel((window) => {
  view?.setWindow(window);
  twoCars.setTransform(pictureTransform(window));
  cropPanel.show(controller.session, !isWhole(window));
});
const cropPanel = new CropPanel({
  onChange: (change) => controller.scorer.crop(change),
  onZoomed: () => {
    const { part } = controller.session.crop;
    controller.scorer.crop(crop.movedTo(crop.fitted(partOfPart(part, zoomPanel.window))));
  },
});
const trustPanel = new TrustPanel(
  (test) => controller.mapWork.test(test),
  () => controller.mapWork.stop(),
);
let view: View | undefined;
const calmly = matchMedia('(prefers-reduced-motion: reduce)');

const controller = new Controller(
  watchControls((choice) => controller.choose(choice)),
  hidingPanel.fill,
  (withThreads) => new EngineStart(withThreads),
  (before, after) => {
    drawPage(before, after);
    link.sessionChanged(before, after);
    if (view) drawView(view, before, after);
  },
);

const manyPhotos = new TimelineRunner(controller, (timeline) => manyPhotosPanel.changed(timeline), () => performance.now());
const manyPhotosPanel = new TimelinePanel(manyPhotos, (entry) => {
  controller.openPhoto(readFile(entry.file).then((photo) => ({ ...photo, name: entry.path })));
  document.querySelector<HTMLElement>('#answer')!.focus();
});

const twoCars = new TwoCarsPanel(controller, zoomPanel.gestures);

const camera = new Camera(
  controller,
  (photo) => controller.openPhoto(readFile(photo)),
  (error) => controller.openPhoto(Promise.reject(error)),
);

const link = new PageLink(controller, (name, part) => {
  const reading = readSampleNamed(name).then((sample) => ({ ...sample, part }));
  reading.catch(() => {});
  // After the engine's start in the controller's queue, so that a slow sample does not hold it up.
  void started.then(() => controller.openPhoto(reading));
});

/** Brings the page's own text and controls from one session to the next. */
function drawPage(before: Session, after: Session): void {
  document.documentElement.dataset['state'] = pageState(after);
  const { text, progress } = status(after);
  showStatus(text, progress);
  if (after.stage !== before.stage) drawFailure(after);
  if (after.engine !== before.engine && after.engine.kind === 'running')
    showNotice('engine', after.engine.isPlainer ? sentence(plainerEngine) : '');
  if (fileOf(after.photo) !== fileOf(before.photo)) camera.stop();
  if (after.model && after.model !== before.model) {
    const { buckets, ofThisSite } = after.model;
    offerBuckets(buckets);
    // The site's own model may come again with a new engine; a person's own is another each time.
    if (before.model && !(ofThisSite && before.model.ofThisSite)) manyPhotos.modelChanged();
  }
  const program = programLabel(after);
  if (after.model && (after.model !== before.model || program !== programLabel(before))) {
    const { name, licence } = answeringModel(after)!;
    showModel(name, licence, after.model.ofThisSite);
    allowComparison(after.model.ofThisSite && !program);
  }
  if (after.choice !== before.choice || after.model !== before.model) showChoice(after.choice);
  // A screen reader waits for the answer at which the frame rests.
  document.querySelector('#sentence')!.setAttribute('aria-busy', String(after.crop.isMoving));
  const answer = answerOf(after.photo);
  if (answer && answer !== answerOf(before.photo))
    showAnswer(fileOf(after.photo)!.name, decodingOf(after.photo)!, answer, program);
  const shown = shownAnswerOf(after.photo);
  if (shown && shown !== shownAnswerOf(before.photo)) showNumbers(after.model!.buckets, shown);
  hidingPanel.show(after);
  if (after.lesson !== before.lesson || after.photo !== before.photo) lessonPanel.show(after);
  // Other pictures are shown whole.
  if (displayOf(after.photo) !== displayOf(before.photo)) zoomPanel.reset();
  cropPanel.show(after, !isWhole(zoomPanel.window));
  const neighbours = neighboursOf(after.photo);
  if (neighbours && neighbours !== neighboursOf(before.photo)) showNeighbours(neighbours);
  twoCars.show(after);
  const explanation = shownExplanationOf(after.photo);
  if (explanation && explanation !== shownExplanationOf(before.photo)) showExplanation(explanation, program);
  showReplay(replayOf(after.photo));
  trustPanel.show(after);
  offerStop(after.stage.kind === 'searching' || (after.stage.kind === 'explaining' && after.stage.steps > 1));
}

function drawFailure({ stage }: Session): void {
  if (stage.kind !== 'failed') return hideError();
  const { failure, retry } = stage;
  // Its addresses are those of files that are gone.
  if (failure.code === updated.code) return showError(failure, { label: 'Reload', run: () => location.reload() });
  showError(failure, retry === undefined ? undefined : { label: retry, run: () => controller.restart() });
}

/** Brings the pictures from one session to the next; before is null for a view that shows nothing yet. */
function drawView(shown: View, before: Session | null, after: Session): void {
  const { text, progress } = activity(after);
  shown.setStatus(text, progress);
  if (after.model && after.model !== before?.model) shown.setBuckets(after.model.buckets);
  if (after.choice !== before?.choice) shown.setChoice(after.choice);
  const changed = <T>(part: (photo: Session['photo']) => T): T | undefined =>
    before && part(before.photo) === part(after.photo) ? undefined : part(after.photo);
  const program = programLabel(after);
  const otherProgram = !before || programLabel(before) !== program;
  if (otherProgram) shown.setProgram(program);
  // Setting the photo takes away what another program said of it.
  const display = otherProgram ? displayOf(after.photo) : changed(displayOf);
  if (display) shown.setPhoto(display, wholeOf(after.photo)!);
  if (before === null || hiddenOf(before.photo) !== hiddenOf(after.photo)) shown.setVeil(hiddenOf(after.photo)?.veil);
  const answer = changed(shownAnswerOf);
  if (answer) shown.setScore(answer.score, answer.range);
  const explanation = before && isHeldStill(before) ? shownExplanationOf(after.photo) : changed(shownExplanationOf);
  if (explanation && !isHeldStill(after)) shown.setHeatMap(explanation);
}

/** Whether a map that is being drawn step by step stands still on the pictures, as a person has asked the system for. */
const isHeldStill = ({ stage }: Session): boolean =>
  calmly.matches && stage.kind === 'explaining' && stage.stepsDone > 1;

/** The canvas, or what stands in for it. It may be another one later. */
const pictures = new Pictures((choice) => controller.choose(choice), hidingPanel, zoomPanel.gestures, (next) => {
  view = next;
  view.setPalette(palette());
  view.setWindow(zoomPanel.window);
  drawView(view, null, controller.session);
  controller.viewStarted();
});

/** With ?debug in the address, tests and developers can read the numbers behind the pictures. */
function offerDebugging(): void {
  if (!new URLSearchParams(location.search).has('debug')) return;
  Object.assign(window, {
    deepcarsDebug: {
      photo: () => displayOf(controller.session.photo),
      crop: () => controller.session.crop.part,
      window: () => zoomPanel.window,
      answer: () => answerOf(controller.session.photo),
      heatMap: () => explanationOf(controller.session.photo),
      timeline: () => manyPhotos.timeline,
      engine: () => controller.engine?.variant,
      threads: () => controller.engine?.threads,
      widgets: () => view?.widgets() ?? [],
      hidden: () => hiddenOf(controller.session.photo),
      curves: () => curvesOf(controller.session.photo),
      randomised: () => randomisedOf(controller.session.photo),
    },
  });
}

onColorsChanged(() => view?.setPalette(palette()));
startThemes(() => link.changed());
acceptFiles(
  (photo) => controller.openPhoto(photo),
  (model) => controller.openModel(model),
  (photos) => manyPhotos.add(photos),
);
offerModels(() => controller.restart());
watchStop(() => controller.mapWork.stop());
watchReplay((step) => controller.mapWork.replay(step));
offerComparison(() => {
  const { engine, session } = controller;
  return engine && answerOf(session.photo) ? { engine, choice: session.choice } : undefined;
});
offerLayerTimes(() => controller.engine);
offerKeys();
offerDebugging();
showChoice(controller.session.choice);

const started = controller.start(starting);
link.follow();
if (await started) {
  // The canvas starts while the model downloads, or when the engine rests: the answer has priority.
  await controller.timeForOtherWork();
  await pictures.start();
}
keepForOffline();
