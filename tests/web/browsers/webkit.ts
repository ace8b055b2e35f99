// WebKitGTK's own small browser, driven over WebDriver (W3C): the engine of Safari, as near as it comes to Linux. It needs a
// display, which Xvfb has, and a message bus of its own.
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { NotInstalled } from './browser';
import type { Browser } from './browser';

const programs = ['/usr/bin/WebKitWebDriver', '/usr/bin/xvfb-run', '/usr/bin/dbus-run-session'];
const startupMs = 30_000;
/** A map of many steps on one busy core. */
const scriptMs = 120_000;

function miniBrowser(): string | undefined {
  const libraries = ['/usr/lib', ...readdirSync('/usr/lib').filter((name) => name.includes('-linux-')).map((name) => join('/usr/lib', name))];
  const places = libraries.flatMap((folder) => ['webkit2gtk-4.1', 'webkit2gtk-4.0', 'webkitgtk-6.0'].map((version) => join(folder, version)));
  return places.map((folder) => join(folder, 'MiniBrowser')).find((file) => existsSync(file));
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const { port } = server.address() as AddressInfo;
  await new Promise((done) => server.close(done));
  return port;
}

/** The driver with its display and bus, in a process group of its own. */
function startDriver(port: number): ChildProcess {
  const screen = ['-a', '-s', '-screen 0 1400x1000x24'];
  return spawn('dbus-run-session', ['--', 'xvfb-run', ...screen, 'WebKitWebDriver', `--port=${port}`], {
    detached: true,
    stdio: 'ignore',
    // Without a graphics card; and root has no sandbox.
    env: { ...process.env, LIBGL_ALWAYS_SOFTWARE: '1', WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: '1' },
  });
}

async function command(address: string, body: object | undefined, method = body ? 'POST' : 'GET'): Promise<any> {
  const response = await fetch(address, { method, ...(body ? { body: JSON.stringify(body) } : {}) });
  const { value } = (await response.json()) as { value: any };
  if (!response.ok) throw new Error(`WebDriver: ${value?.error}: ${value?.message}`);
  return value;
}

async function untilItAnswers(address: string): Promise<void> {
  for (const end = Date.now() + startupMs; ; ) {
    try {
      return void (await command(`${address}/status`, undefined));
    } catch (error) {
      if (Date.now() > end) throw error;
      await new Promise((done) => setTimeout(done, 100));
    }
  }
}

export async function startWebKit(): Promise<Browser> {
  const binary = miniBrowser();
  const missing = [...programs.filter((file) => !existsSync(file)), ...(binary ? [] : ["WebKitGTK's MiniBrowser"])];
  if (!binary || missing.length > 0)
    throw new NotInstalled(`${missing.join(', ')} is missing: install webkit2gtk-driver, xvfb, xauth and dbus`);
  const port = await freePort();
  const driver = startDriver(port);
  const stop = () => {
    try {
      process.kill(-driver.pid!);
    } catch {
      // It has ended by itself.
    }
  };
  try {
    const address = `http://127.0.0.1:${port}`;
    await untilItAnswers(address);
    const options = { 'webkitgtk:browserOptions': { binary, args: ['--automation'] } };
    const { sessionId } = await command(`${address}/session`, { capabilities: { alwaysMatch: options } });
    const session = `${address}/session/${sessionId}`;
    await command(`${session}/timeouts`, { script: scriptMs });
    return {
      open: (page) => command(`${session}/url`, { url: page }),
      async evaluate(work, ...values) {
        const script = `const done = arguments[arguments.length - 1];
          (async () => (${work.toString()})(...arguments[0]))().then((value) => done({ value }), (error) => done({ error: String(error) }));`;
        const { value, error } = await command(`${session}/execute/async`, { script, args: [values] });
        if (error) throw new Error(error);
        return value;
      },
      async close() {
        await command(session, undefined, 'DELETE').catch(() => {});
        stop();
      },
    };
  } catch (error) {
    stop();
    throw error;
  }
}
