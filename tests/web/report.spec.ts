// The report that `deepcars evaluate` writes, opened from the disk as a person opens it.
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from '@playwright/test';
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

test('the report opens from a file without errors or requests, and every chart is drawn', async ({ page }, testInfo) => {
  const table = testInfo.outputPath('index.csv');
  const folder = testInfo.outputPath('report');
  writeFileSync(table, index());
  const model = resolve(project, 'models/deepcars-resnet18.safetensors');
  execFileSync(program, ['evaluate', table, '--model', model, '--output', folder, '--resamples', '100']);

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

  await page.locator('#years').scrollIntoViewIfNeeded();
  await page.locator('[data-chart="years-chart-1"] svg path[aria-roledescription="point"]').first().hover({ force: true });
  await expect(page.locator('#vg-tooltip-element')).toContainText('expected');
});
