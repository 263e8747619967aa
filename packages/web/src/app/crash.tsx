import i18next from 'i18next'
import { Component, type ReactNode } from 'react'

/** A mistake of ours in a page: a plain sentence instead of an empty screen. */
export class Crash extends Component<{ children: ReactNode }, { crashed: boolean }> {
  override state = { crashed: false }

  static getDerivedStateFromError() {
    return { crashed: true }
  }

  override render() {
    if (!this.state.crashed) return this.props.children
    return (
      <main style={{ maxWidth: 480, margin: '15vh auto', padding: 16 }} role="alert">
        <p>{i18next.t('app.error.crash')}</p>
        <button type="button" onClick={() => window.location.reload()}>
          {i18next.t('app.reload')}
        </button>
      </main>
    )
  }
}
