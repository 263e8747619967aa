/** What our pages and Mantine need of React beyond Preact. */
import { type ComponentChildren, options, type VNode } from 'preact'
import { createElement } from 'preact/compat'

interface ActivityProps {
  mode?: 'visible' | 'hidden'
  children: ComponentChildren
}

/** Keeps what it hides. */
export function Activity({ mode = 'visible', children }: ActivityProps) {
  return createElement('div', { style: { display: mode === 'hidden' ? 'none' : 'contents' } }, children)
}

// Preact lets effects wait until the page is painted: a key pressed meanwhile would find the handlers of before.
options.requestAnimationFrame = queueMicrotask

type Props = Readonly<Record<string, unknown>>

/** The fields that say what stands in them: their props, as last drawn. */
const controlled = new WeakMap<Element, Props>()
const focused = new WeakSet<Element>()

const FIELDS: readonly unknown[] = ['input', 'select', 'textarea']

const before = options.diffed
options.diffed = (vnode: VNode) => {
  before?.(vnode)
  const element = elementOf(vnode)
  if (element && FIELDS.includes(vnode.type)) controlled.set(element, vnode.props as Props)
}

/** Preact keeps the element of a node under this name, in all its builds. */
const elementOf = (vnode: VNode) => (vnode as VNode & { __e?: Element | null }).__e ?? undefined

const atVNode = options.vnode
options.vnode = (vnode: VNode) => {
  atVNode?.(vnode)
  const { autoFocus } = vnode.props as { autoFocus?: boolean }
  if (typeof vnode.type === 'string' && autoFocus) vnode.ref = focusing(vnode.ref)
}

type AnyRef = VNode['ref']

/** Browsers heed `autofocus` only while a document loads. */
function focusing(ref: AnyRef): AnyRef {
  return (element: Element | null) => {
    if (element instanceof HTMLElement && !focused.has(element)) {
      focused.add(element)
      element.focus()
    }
    if (typeof ref === 'function') return ref(element)
    if (ref) ref.current = element
  }
}

/** A field shows what its props say, also where a change was not taken. */
function restore({ target }: Event): void {
  if (!(target instanceof Element) || !controlled.has(target)) return
  setTimeout(() => {
    const { value, checked } = controlled.get(target) ?? {}
    if (target instanceof HTMLInputElement && typeof checked === 'boolean' && target.checked !== checked)
      target.checked = checked
    if (!hasValue(target) || value === undefined || value === null || target.value === String(value)) return
    target.value = String(value)
  })
}

const UNSET = ['checkbox', 'radio', 'file']

function hasValue(element: Element): element is HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement {
  return 'value' in element && !('type' in element && UNSET.includes(String(element.type)))
}

for (const type of ['input', 'change']) document.addEventListener(type, restore)
