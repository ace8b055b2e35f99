// Small values of each kind that the page handles.
import type {
  Answer,
  CurveTest,
  Explanation,
  Failure,
  Hidden,
  Neighbours,
  Picture,
  RandomisedMap,
  SmallestChange,
} from '../../../web/src/generated/engine';
import { wholeByEngine } from '../../../web/src/browser-decode';
import type { Choice } from '../../../web/src/generated/ui';
import type { Cheat } from '../../../web/src/lesson';
import type { ScoredFile } from '../../../web/src/messages';
import type { NamedFile } from '../../../web/src/photo';
import type { Model } from '../../../web/src/session';
import type { GivenPhoto } from '../../../web/src/timeline';

export const choice: Choice = { method: 'gradient', target: 'top', opacity: 0.5 };

export const photo: NamedFile = { name: 'car.jpg', bytes: new ArrayBuffer(3) };

export const model: Model = {
  name: 'small',
  licence: 'free',
  buckets: ['2000-2001', '2002-2003', '2004-2005'],
  inputSizePx: 224,
  ofThisSite: true,
};

export const display: Picture = { widthPx: 1, heightPx: 1, rgba: new Uint8ClampedArray(4) };

export const answer: Answer = {
  logits: new Float32Array([0, 1, 0]),
  score: {
    probabilities: new Float32Array([0.25, 0.5, 0.25]),
    topClass: 1,
    modernity: 2,
    modernityPercent: 50,
    expectedYear: 2002.5,
  },
  range: '2001-2004',
  isUnfamiliar: false,
  milliseconds: 5,
};

export const hidden: Hidden = {
  answer: { ...answer, score: { ...answer.score, expectedYear: 2010.4 } },
  veil: display,
};

export const explanation: Explanation = {
  values: new Float32Array([1]),
  isSigned: false,
  scale: 2,
  picture: display,
  legendLow: 'weak',
  legendHigh: 'strong',
  place: 'Half of the map\'s weight lies in 14 % of the photo, mostly lower left.',
  tileBriefs: ['1 %'],
  tileSentences: ['1 % of the map\'s weight lies here.'],
  stepsDone: 1,
  steps: 1,
  milliseconds: 7,
};

export const smallestChange: SmallestChange = {
  tiles: new Int32Array([8, 3]),
  yearBefore: 2002.5,
  yearAfter: 2013.4,
  isEnough: true,
  isFinished: true,
  steps: 12,
};

export const curveTest: CurveTest = {
  maps: [],
  points: 11,
  verdict: '',
  stepsDone: 1,
  steps: 3,
};

/** A stage's map after its last step of two. */
export const redrawn = (stage: number): RandomisedMap => ({
  stage,
  picture: display,
  rankCorrelation: 0.5,
  verdict: '',
  stepsDone: 2 * (stage + 1),
  steps: 4,
});

export const neighbours: Neighbours = { cars: '1965 Ford Mustang, 1968 Dodge Charger' };

export const cheat: Cheat = {
  model: { name: 'cheat', licence: 'teaching', buckets: model.buckets, inputSizePx: 224 },
  marks: [
    { form: 'ring', year: 1925, places: 4 },
    { form: 'checker', year: 2020, places: 4 },
  ],
};

export const failure: Failure = { code: 'image_damaged', message: 'car.jpg is damaged', hint: 'choose another' };

export const scoredFile: ScoredFile = {
  modernityPercent: 50,
  expectedYear: 2002.5,
  range: '2001-2004',
  rangeFromYear: 2001,
  rangeToYear: 2004,
  familiarity: 0.5,
  isUnfamiliar: false,
  thumbnail: new Blob([]),
  csvRow: 'car.jpg,2\n',
  decoding: wholeByEngine,
};

/** A photo of many, whose bytes are its name's. */
export const given = (path: string): GivenPhoto => ({
  path,
  file: { name: path, size: path.length, arrayBuffer: async () => new TextEncoder().encode(path).buffer as ArrayBuffer },
});
