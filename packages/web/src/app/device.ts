/** The agenda is read again when the page is looked at after so long. */
const AGENDA_MS = 10 * 60_000
let readAt = 0

/** Keeps the app and one's agenda on the device, for times without a connection. */
export async function keepOnDevice(): Promise<void> {
  const container = navigator.serviceWorker as ServiceWorkerContainer | undefined
  if (!container) return // not over plain http
  const registration = await container.register('/sw.js')
  await container.ready
  if (!container.controller) {
    await new Promise((resolve) => container.addEventListener('controllerchange', resolve, { once: true }))
  }
  await readAgenda()
  document.addEventListener('visibilitychange', () => {
    if (document.hidden || Date.now() - readAt < AGENDA_MS) return
    void registration.update().catch(() => {})
    void readAgenda()
  })
}

/** The service worker keeps the answer. */
async function readAgenda(): Promise<void> {
  readAt = Date.now()
  await fetch('/api/v1/me/agenda').catch(() => {})
}
