// Has the browser keep the page for visits without a network (service-worker.ts), and tells of a newer release.
import { showNotice } from './notice';
import { addressOf } from './site-files';

const reload = { label: 'Reload', run: () => location.reload() };
/** Whether a person has asked on this page for the newer release. */
let isWanted = false;

function tellOfUpdate(registration: ServiceWorkerRegistration): void {
  const { waiting } = registration;
  if (!waiting || !navigator.serviceWorker.controller) return;
  const takeOver = () => {
    isWanted = true;
    waiting.postMessage('take over');
  };
  const text = 'A newer version of this page is here. It is used once all tabs of this page have been closed.';
  showNotice('update', text, { label: 'Use it now', run: takeOver });
}

function watch(registration: ServiceWorkerRegistration): void {
  tellOfUpdate(registration);
  registration.addEventListener('updatefound', () => {
    registration.installing?.addEventListener('statechange', () => tellOfUpdate(registration));
  });
  // A page may be open for days.
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') registration.update().catch(() => {});
  });
}

/** Where the browser keeps nothing, as without HTTPS or in some private windows, all else works. */
export function keepForOffline(): void {
  const { serviceWorker } = navigator;
  if (!import.meta.env.PROD || !serviceWorker) return;
  const isFirstVisit = !serviceWorker.controller;
  serviceWorker.addEventListener('controllerchange', () => {
    if (isWanted) location.reload();
    else if (!isFirstVisit) showNotice('update', 'This page has been updated in another tab.', reload);
  });
  serviceWorker.register(addressOf('service-worker.js'), { updateViaCache: 'none' }).then(watch, (error: unknown) => {
    console.info('The page is not kept for visits without a network', error);
  });
}
