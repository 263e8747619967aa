/** The browser's own question whether to install, kept until somebody asks for it. */
interface InstallOffer extends Event {
  prompt(): Promise<unknown>
}

let offer: InstallOffer | undefined

/** Browsers offer it once, soon after the first page: whoever listens later has missed it. */
export function keepInstallOffer(): void {
  window.addEventListener('beforeinstallprompt', (event) => {
    event.preventDefault()
    offer = event as InstallOffer
  })
}

/** Works once: afterwards the browser decides when it offers it again. */
export function offeredInstall(): InstallOffer | undefined {
  return offer
}
