/**
 * Keeps the app's own files and one's agenda for times without a connection. Nothing else: no page of the server, no
 * other answer of the API, no way into a room. The build fills in the two lines below, so that each version is another
 * worker: it takes over at once, and pages are asked from the server first, so that nobody stays in an old version.
 */
const VERSION = '%VERSION%'
const FILES = ['%FILES%']

const SHELL_PREFIX = 'lectern-shell-'
const SHELL = SHELL_PREFIX + VERSION
const AGENDA_CACHE = 'lectern-agenda'
const AGENDA = '/api/v1/me/agenda'
/** Pages that open without a connection, and show the agenda then. Every other address is the browser's own affair. */
const PAGES = ['/', '/learn', '/calendar', '/teach', '/courses', '/soon', '/profile']
/** Where people answer and are marked also in a room without a network. */
const PRESENCE = /^\/(learn\/events\/[\w-]+\/presence|teach\/events\/[\w-]+(\/(attendance|presence))?)$/
/** Raised at sign-out: an answer that was asked for before is not kept any more. */
let logins = 0

self.addEventListener('install', (event) => {
  event.waitUntil(install())
})

self.addEventListener('activate', (event) => {
  event.waitUntil(activate())
})

self.addEventListener('fetch', (event) => {
  const { request } = event
  const url = new URL(request.url)
  if (url.origin !== self.location.origin) return
  if (request.method === 'DELETE' && url.pathname === '/api/v1/logins/current') event.waitUntil(forget())
  if (request.method !== 'GET') return
  if (url.pathname === AGENDA) event.respondWith(agenda(request))
  else if (request.mode === 'navigate' && isKept(url.pathname)) event.respondWith(page(request))
  else if (url.pathname.startsWith('/assets/')) event.respondWith(file(request))
})

async function install() {
  const shell = await caches.open(SHELL)
  // As nobody: the page of who is signed in says who that is.
  await shell.addAll([new Request('/', { cache: 'reload', credentials: 'omit' }), ...FILES])
  await self.skipWaiting()
}

/** The version before stays too: pages that are open have its names of files. */
async function activate() {
  const shells = (await caches.keys()).filter((name) => name.startsWith(SHELL_PREFIX) && name !== SHELL)
  await Promise.all(shells.slice(0, -1).map((name) => caches.delete(name)))
  await self.clients.claim()
}

const isKept = (path) => PAGES.includes(path) || PRESENCE.test(path)

async function page(request) {
  try {
    return await fetch(request)
  } catch (error) {
    const shell = await caches.open(SHELL)
    const kept = await shell.match('/')
    if (!kept) throw error
    return kept
  }
}

/** A file's name changes with its content. */
async function file(request) {
  return (await caches.match(request, { ignoreVary: true })) ?? fetch(request)
}

async function agenda(request) {
  const login = logins
  try {
    const answer = await fetch(request)
    if (answer.status === 401) await forget()
    if (answer.status >= 500) throw new Error(`the platform answers ${answer.status}`)
    if (answer.ok && login === logins) {
      const cache = await caches.open(AGENDA_CACHE)
      await cache.put(AGENDA, answer.clone())
    }
    return answer
  } catch (error) {
    const kept = await caches.match(AGENDA, { cacheName: AGENDA_CACHE, ignoreVary: true })
    if (!kept) throw error
    return kept
  }
}

async function forget() {
  logins += 1
  await caches.delete(AGENDA_CACHE)
}
