// The README's configuration of nginx sends the headers that the _headers file has.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { headers, hashedFolders, policy } from '../../../web/security';
import { project } from '../project';

const readme = readFileSync(join(project, 'web/README.md'), 'utf8');

test("nginx's headers are those of the _headers file; what the page's own policy has may be left out", () => {
  const sent = Object.fromEntries(
    [...readme.matchAll(/^ +add_header ([\w-]+) (?:"([^"]*)"|\S+);$/gm)].map(([, name, value]) => [name, value]),
  );
  const { 'Cache-Control': _, ...others } = sent;
  const expected = { ...headers, 'Content-Security-Policy': headers['Content-Security-Policy']!.replace(`${policy}; `, '') };
  assert.deepEqual(others, expected);
});

test('nginx lets browsers keep for ever what has a hash in its name', () => {
  assert.ok(readme.includes(`~^/(${hashedFolders.join('|')})/ `));
});
