import { Component, type ReactNode } from 'react'
import { textsNow } from './i18n.ts'

/** A mistake of ours in a page: a plain sentence instead of an empty screen. */
export class Crash extends Component<{ children: ReactNode }, { crashed: boolean }> {
  override state = { crashed: false }

  static getDerivedStateFromError() {
    return { crashed: true }
  }

  override render() {
    if (!this.state.crashed) return this.props.children
    const { t } = textsNow()
    return (
      <main style={{ maxWidth: 480, margin: '15vh auto', padding: 16 }} role="alert">
        <p>{t('app.error.crash')}</p>
        <button type="button" onClick={() => window.location.reload()}>
          {t('app.reload')}
        </button>
      </main>
    )
  }
}
