// The developers' panel: how long each layer takes.
import { expect, test } from '@playwright/test';
import { openPage } from './support';

test('every layer is measured, forward and backward', async ({ page }) => {
  await openPage(page);
  await page.getByText('For developers').click();
  await page.getByRole('button', { name: 'Measure on this device' }).click();
  await expect(page.getByTestId('layers-status')).toContainText(/Forward \d+ ms, backward \d+ ms/, { timeout: 60_000 });
  const rows = page.getByTestId('layers-table').locator('tbody tr');
  // 21 with weights; ReLU and two kinds of pooling.
  await expect(rows).toHaveCount(24);
  for (const row of await rows.all()) {
    const milliseconds = await row.locator('td').nth(0).textContent();
    expect(Number(milliseconds), (await row.textContent())!).toBeGreaterThanOrEqual(0);
  }
  await expect(rows.filter({ hasText: 'layer3.0.downsample' })).toHaveCount(1);
});
