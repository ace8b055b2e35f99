// A model of one's own, as export and train write it, answers in the page.
import { execFileSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { drawnCar, dropFile, expectAnswer, expectState, givePhoto, openPage, project } from './support';
import type { TestFile } from './support';
import { renamedModel } from './weight-files';

const program = process.env['DEEPCARS_CLI'] ?? '';
const car = drawnCar('car.png', 0.5);
const published = join(project, 'models/deepcars-resnet18-fp16.safetensors');

/** The published model under another name. */
const ownModel = (name: string): TestFile => ({
  name: `${name}.safetensors`,
  mimeType: 'application/octet-stream',
  buffer: renamedModel('deepcars-resnet18-fp16.safetensors', name),
});

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
  await page.setInputFiles('#model-file', ownModel('my-cars'));
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
