/**
 * What our pages do in a frame of an LMS, as one file: a page that is framed elsewhere has no web app. What it does
 * stands in the page’s attributes; it holds nothing secret itself.
 */
export const PAGE_SCRIPT = `'use strict'
;(() => {
  const WAIT_MS = 600
  const page = document.querySelector('[data-lti]')
  if (!page) return
  const { lti: kind, origin, target, key, value, next } = page.dataset
  const holder = () => {
    const outer = window.opener || window.parent
    try {
      return target && target !== '_parent' ? outer.frames[target] || outer : outer
    } catch {
      return outer
    }
  }
  // Asks the frame that keeps texts for us; it may be silent, as in the apps of phones.
  const ask = (message) =>
    new Promise((resolve) => {
      const id = crypto.randomUUID()
      const done = (answer) => {
        clearTimeout(timer)
        removeEventListener('message', hear)
        resolve(answer)
      }
      const hear = ({ data, origin: from }) => {
        if (from !== origin || !data || data.message_id !== id) return
        if (data.subject === message.subject + '.response') done(data.error ? undefined : data)
      }
      const timer = setTimeout(done, WAIT_MS)
      addEventListener('message', hear)
      try {
        holder().postMessage({ ...message, message_id: id }, origin)
      } catch {
        done()
      }
    })
  const show = () => {
    for (const hidden of page.querySelectorAll('[hidden]')) hidden.hidden = false
  }
  if (kind === 'begin') ask({ subject: 'lti.put_data', key, value }).then(() => location.replace(next))
  if (kind === 'prove')
    ask({ subject: 'lti.get_data', key }).then((answer) => {
      const form = document.getElementById('prove')
      if (!answer || typeof answer.value !== 'string') return show()
      form.elements.secret.value = answer.value
      form.submit()
    })
  if (kind === 'send') document.getElementById('send').submit()
  if (kind === 'close') {
    const outer = window.opener || window.parent
    if (outer !== window) outer.postMessage({ subject: 'org.imsglobal.lti.close' }, '*')
  }
  if (kind === 'page') {
    const tellHeight = () =>
      window.parent.postMessage({ subject: 'lti.frameResize', height: document.documentElement.scrollHeight }, '*')
    if (window.parent !== window) tellHeight()
    const refresh = document.getElementById('refresh')
    const wait = Date.parse(page.dataset.at) - Date.now()
    if (refresh && wait > 0 && wait < 86400000) setTimeout(() => refresh.submit(), wait + 1000)
  }
})()
`
