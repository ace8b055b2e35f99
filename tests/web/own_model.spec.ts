// A model of one's own, as export and train write it, answers in the page.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { drawnCar, dropFile, expectAnswer, expectState, givePhoto, openPage, project } from './support';
import type { TestFile } from './support';

const program = process.env['DEEPCARS_CLI'] ?? '';
const car = drawnCar('car.png', 0.5);
const published = join(project, 'models/deepcars-resnet18-fp16.safetensors');

/** The published model's fp16 file under another name (safetensors: length of the header, header, values). */
function renamedModel(name: string): TestFile {
  const file = readFileSync(published);
  const length = Number(file.readBigUInt64LE());
  const header = JSON.parse(file.toString('utf8', 8, 8 + length));
  const metadata = JSON.parse(header.__metadata__.deepcars);
  header.__metadata__.deepcars = JSON.stringify({ ...metadata, model_name: name });
  const text = Buffer.from(JSON.stringify(header));
  const padded = Buffer.concat([text, Buffer.alloc((8 - (text.length % 8)) % 8, ' ')]);
  const size = Buffer.alloc(8);
  size.writeBigUInt64LE(BigInt(padded.length));
  const buffer = Buffer.concat([size, padded, file.subarray(8 + length)]);
  return { name: `${name}.safetensors`, mimeType: 'application/octet-stream', buffer };
}

/** What the command line prints for a photo file with the published fp16 model. */
function expectedModernity(photo: string): string {
  const text = execFileSync(program, ['predict', photo, '--json', '--model', published], { encoding: 'utf8' });
  return `${JSON.parse(text)[0].modernity_percent.toFixed(1)} %`;
}

test("a model of one's own answers, also for the photo on show, and the way back works", async ({ page }) => {
  test.skip(!existsSync(program), 'DEEPCARS_CLI names no program');
  const photo = test.info().outputPath(car.name);
  writeFileSync(photo, car.buffer);
  await openPage(page);
  await givePhoto(page, car);
  const before = await page.getByTestId('modernity-percent').textContent();
  await page.setInputFiles('#model-file', renamedModel('my-cars'));
  await expect(page.getByTestId('model-name')).toHaveText('my-cars (yours)');
  await expectAnswer(page, car.name);
  await expect(page.getByTestId('modernity-percent')).toHaveText(expectedModernity(photo));
  await expect(page.locator('#compare')).toBeHidden();

  await page.getByRole('button', { name: 'Back to this site' }).click();
  await expect(page.getByTestId('model-name')).toHaveText('deepcars-resnet18');
  await expectAnswer(page, car.name);
  await expect(page.getByTestId('modernity-percent')).toHaveText(before!);
  await expect(page.locator('#compare')).toBeVisible();
});

test('a dropped file that is no model is refused in words, and the model before it stays', async ({ page }) => {
  await openPage(page);
  await dropFile(page, {
    name: 'rubbish.safetensors',
    mimeType: 'application/octet-stream',
    buffer: Buffer.from('no weights here, only words'),
  });
  await expectState(page, 'error');
  await expect(page.getByTestId('error')).toHaveAttribute('data-code', 'weights_damaged');
  await expect(page.getByTestId('error')).toHaveText(/.{20}/);
  await expect(page.getByTestId('model-name')).toHaveText('deepcars-resnet18');
  await givePhoto(page, car);
  await expect(page.getByTestId('error')).toBeHidden();
});
