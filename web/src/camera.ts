// The camera: asks for it, shows its picture with a live answer, switches to another one, and takes a still.
import type { Controller } from './controller';
import { element } from './element';
import { PageError, asPageError, cameraFailure } from './errors';
import { LiveScoring } from './live-scoring';
import type { ScoredFrame } from './messages';
import { frameSentence } from './sentences';

/** Enough for the live answer: the network takes fewer pixels anyway, and the browser has to draw each. */
const liveSize = { width: { ideal: 640 }, height: { ideal: 480 } };
/** Enough for a photo to look at. */
const stillSize = { width: { ideal: 1280 }, height: { ideal: 960 } };
/** A camera that has no other size by then keeps the one that it has. */
const stillWaitMs = 700;

/** A picture of what the video shows. */
async function frameOf(video: HTMLVideoElement): Promise<ImageBitmap> {
  // Not faster than frames are drawn, so that the page stays quick.
  await new Promise(requestAnimationFrame);
  return createImageBitmap(video);
}

/** Has the camera send larger pictures, if it can. */
async function enlarge(video: HTMLVideoElement, stream: MediaStream): Promise<void> {
  const resized = new Promise((done) => video.addEventListener('resize', done, { once: true }));
  const waited = new Promise((done) => setTimeout(done, stillWaitMs));
  await stream.getVideoTracks()[0]!.applyConstraints(stillSize).then(() => Promise.race([resized, waited]), () => {});
}

/** Without loss, so that the photo is what the camera gave. */
async function stillOf(video: HTMLVideoElement): Promise<File> {
  const canvas = new OffscreenCanvas(video.videoWidth, video.videoHeight);
  canvas.getContext('2d')!.drawImage(video, 0, 0);
  return new File([await canvas.convertToBlob({ type: 'image/png' })], 'camera.png', { type: 'image/png' });
}

export class Camera {
  private readonly section = element('camera');
  private readonly video = element<HTMLVideoElement>('camera-video');
  private readonly live: LiveScoring;
  private stream: MediaStream | undefined;
  /** Counts requests; the stream of an earlier one is closed when it comes. */
  private newest = 0;

  /** onStill gets the photo that a person has taken, onFailure what a person is told if there is no camera. */
  constructor(
    controller: Pick<Controller, 'whenFree'>,
    private readonly onStill: (photo: File) => void,
    private readonly onFailure: (error: PageError) => void,
  ) {
    this.live = new LiveScoring(
      controller,
      () => frameOf(this.video),
      (scored) => this.showAnswer(scored),
      (error) => this.end(error),
    );
    const onClick = (id: string, work: () => void) => element(id).addEventListener('click', work);
    onClick('camera-start', () => void this.open({ facingMode: { ideal: 'environment' } }));
    onClick('camera-take', () => void this.take());
    onClick('camera-switch', () => void this.switchOver());
    onClick('camera-stop', () => this.stop());
    document.addEventListener('visibilitychange', () => document.hidden && this.stop());
    // Browsers offer no camera to a page that came without encryption. The button is there from the start, so that nothing
    // moves where there is one.
    element('camera-start').hidden = !navigator.mediaDevices?.getUserMedia;
  }

  stop(): void {
    ++this.newest;
    this.live.stop();
    this.stream?.getTracks().forEach((track) => track.stop());
    this.stream = undefined;
    this.video.srcObject = null;
    element('camera-answer').textContent = '';
    this.section.hidden = true;
  }

  private async open(which: MediaTrackConstraints): Promise<void> {
    this.stop();
    const request = this.newest;
    try {
      const stream = await navigator.mediaDevices.getUserMedia({ video: { ...liveSize, ...which } });
      if (request !== this.newest) return stream.getTracks().forEach((track) => track.stop());
      await this.show(stream);
    } catch (error) {
      if (request === this.newest) this.end(new PageError(cameraFailure(error), { cause: error }));
    }
  }

  private async show(stream: MediaStream): Promise<void> {
    this.stream = stream;
    stream.getVideoTracks()[0]!.addEventListener('ended', () => stream === this.stream && this.stop());
    this.section.hidden = false;
    this.video.srcObject = stream;
    await this.video.play();
    const { length } = await this.cameras();
    if (stream !== this.stream) return;
    element('camera-switch').hidden = length < 2;
    element('camera-take').focus();
    void this.live.start();
  }

  private async cameras(): Promise<string[]> {
    const devices = await navigator.mediaDevices.enumerateDevices();
    return devices.filter(({ kind }) => kind === 'videoinput').map(({ deviceId }) => deviceId);
  }

  private async switchOver(): Promise<void> {
    const all = await this.cameras();
    const current = this.stream?.getVideoTracks()[0]?.getSettings().deviceId ?? '';
    await this.open({ deviceId: { exact: all[(all.indexOf(current) + 1) % all.length]! } });
  }

  private async take(): Promise<void> {
    const { stream } = this;
    if (!stream) return;
    try {
      await enlarge(this.video, stream);
      // Another camera may have been chosen meanwhile, or none.
      if (stream !== this.stream) return;
      const photo = await stillOf(this.video);
      this.stop();
      this.onStill(photo);
    } catch (error) {
      this.end(asPageError(error));
    }
  }

  private showAnswer(scored: ScoredFrame): void {
    element('camera-answer').textContent = frameSentence(scored);
  }

  private end(error: PageError): void {
    this.stop();
    this.onFailure(error);
  }
}
