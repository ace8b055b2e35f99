// The report that `deepcars evaluate` writes, opened from the disk as a person opens it.
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from '@playwright/test';
import type { TestInfo } from '@playwright/test';
import { project } from './support';

const program = process.env['DEEPCARS_CLI'] ?? '';
test.skip(!existsSync(program), 'DEEPCARS_CLI names no program');

/** An index of the sample drawings, whose names end in their years; every model name tries to become markup. */
function index(): string {
  const samples = resolve(project, 'models/samples');
  const rows = readdirSync(samples)
    .filter((name) => name.endsWith('.jpg'))
    .map((name) => `${resolve(samples, name)},${name.slice(-8, -4)},Drawn,</script><b>${name}</b>,${name},samples,test,90`);
  return ['path,year,make,model,split_group,source,split,viewpoint', ...rows, ''].join('\n');
}

/** Evaluates the sample drawings; returns the folder of the report. */
function evaluate(testInfo: TestInfo): string {
  const table = testInfo.outputPath('index.csv');
  const folder = testInfo.outputPath('report');
  writeFileSync(table, index());
  const model = resolve(project, 'models/deepcars-resnet18.safetensors');
  execFileSync(program, ['evaluate', table, '--model', model, '--output', folder, '--resamples', '100']);
  return folder;
}

test('the report opens from a file without errors or requests, and every chart is drawn', async ({ page }, testInfo) => {
  const folder = evaluate(testInfo);
  const complaints: string[] = [];
  const requests: string[] = [];
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('request', (request) => requests.push(request.url()));
  const address = pathToFileURL(resolve(folder, 'report.html')).href;
  await page.goto(address);
  await expect(page.locator('html')).toHaveAttribute('data-state', 'ready');

  expect(complaints).toEqual([]);
  expect(requests.filter((url) => !url.startsWith('data:'))).toEqual([address]);
  const charts = await page.locator('[data-chart]').count();
  expect(charts).toBeGreaterThan(8);
  await expect(page.locator('[data-chart] svg')).toHaveCount(charts);
  await expect(page.locator('main b')).toHaveCount(0);
  await expect(page.locator('#groups ~ .charts')).toContainText('Error by make');
  await expect(page.locator('#cars ~ .gallery').first()).toContainText('Drawn </script><b>');

  // Every chart has its numbers, every picture its words, and no reference leaves the page.
  await expect(page.locator('.chart details table')).toHaveCount(charts);
  expect(await page.locator('img').count()).toBeGreaterThan(5);
  await expect(page.locator('img:not([alt]), img[alt=""]')).toHaveCount(0);
  const references = await page.locator('[src], [href]').evaluateAll((all) =>
    all.map((one) => one.getAttribute('src') ?? one.getAttribute('href') ?? ''),
  );
  expect(references.filter((to) => !to.startsWith('#') && !to.startsWith('data:image/jpeg;base64,'))).toEqual([]);

  await page.locator('#years').scrollIntoViewIfNeeded();
  await page.locator('[data-chart="years-chart-1"] svg path[aria-roledescription="point"]').first().hover({ force: true });
  await expect(page.locator('#vg-tooltip-element')).toContainText('expected');
});

test('without JavaScript the report shows its measures', async ({ browser }, testInfo) => {
  const folder = evaluate(testInfo);
  const metrics = JSON.parse(readFileSync(resolve(folder, 'metrics.json'), 'utf8'));
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(pathToFileURL(resolve(folder, 'report.html')).href);
  const row = page.getByRole('row').filter({ hasText: 'error in years, mean over decades' });
  await expect(row).toContainText(metrics.metrics.macro_mae_years.toFixed(2));
  await context.close();
});
