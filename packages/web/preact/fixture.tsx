import { Activity, useEffect, useState } from 'react'
import { createRoot } from 'react-dom/client'

/** For e2e/preact.e2e.ts: what the pages need of React, each by itself. */
function Fixture() {
  const [step, setStep] = useState(0)
  const [heard, setHeard] = useState('')
  useEffect(() => {
    const onKey = ({ key }: KeyboardEvent) => key === 'k' && setHeard(`k at step ${step}`)
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [step])
  const [digits, setDigits] = useState('1')
  return (
    <>
      <button type="button" onClick={() => setStep(step + 1)}>
        On
      </button>
      <output>{heard}</output>
      <input
        aria-label="Digits"
        value={digits}
        onChange={({ currentTarget }) => setDigits(currentTarget.value.replace(/\D/g, ''))}
      />
      <input type="checkbox" aria-label="Stays" checked={false} onChange={() => {}} />
      <select aria-label="Always b" value="b" onChange={() => {}}>
        <option>a</option>
        <option>b</option>
      </select>
      {step > 0 && (
        // biome-ignore lint/a11y/noAutofocus: this is what is tried
        <input aria-label="Later" autoFocus />
      )}
      <Activity mode={step > 1 ? 'hidden' : 'visible'}>
        <input aria-label="Kept" />
      </Activity>
    </>
  )
}

createRoot(document.body.appendChild(document.createElement('div'))).render(<Fixture />)
