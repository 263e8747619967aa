import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Locator, Page } from 'playwright-core'

/** The frames of an animation: pictures of one size, each shown for so long. `npm run animation` puts them together. */
export class Film {
  readonly #folder: string
  readonly #frames: { file: string; ms: number }[] = []

  constructor(folder: string) {
    this.#folder = folder
    mkdirSync(folder, { recursive: true })
  }

  add(picture: Buffer, ms: number): void {
    const file = `${String(this.#frames.length).padStart(4, '0')}.png`
    writeFileSync(join(this.#folder, file), picture)
    this.#frames.push({ file, ms })
  }

  save(): void {
    writeFileSync(join(this.#folder, 'frames.json'), JSON.stringify(this.#frames))
  }
}

const STEP_MS = 70

/** Somebody who works in a window while it is filmed: their pointer is drawn, since no picture shows it. */
export class Actor {
  readonly #page: Page
  readonly #shoot: (ms: number) => Promise<void>
  #x: number
  #y: number

  constructor(page: Page, shoot: (ms: number) => Promise<void>, start: { x: number; y: number }) {
    this.#page = page
    this.#shoot = shoot
    this.#x = start.x
    this.#y = start.y
  }

  /** Stands still for so long. */
  async rest(ms: number): Promise<void> {
    await this.#page.evaluate(drawPointer, { x: this.#x, y: this.#y })
    await this.#shoot(ms)
  }

  async moveTo(x: number, y: number, steps = 6): Promise<void> {
    const [fromX, fromY] = [this.#x, this.#y]
    for (let step = 1; step <= steps; step++) {
      const part = (1 - Math.cos((step / steps) * Math.PI)) / 2
      this.#x = fromX + (x - fromX) * part
      this.#y = fromY + (y - fromY) * part
      await this.#page.mouse.move(this.#x, this.#y)
      await this.rest(STEP_MS)
    }
  }

  async drag(to: { x: number; y: number }): Promise<void> {
    await this.#page.mouse.down()
    await this.moveTo(to.x, to.y, 8)
    await this.rest(500)
    await this.#page.mouse.up()
  }

  async press(target: Locator): Promise<void> {
    const box = await target.boundingBox()
    if (!box) throw new Error('What is to be pressed is not there')
    await this.moveTo(box.x + Math.min(box.width / 2, 120), box.y + box.height / 2)
    await this.rest(250)
    await target.click()
  }

  /** Types by syllables: each letter would be a frame. */
  async type(target: Locator, parts: readonly string[]): Promise<void> {
    await this.press(target)
    for (const part of parts) {
      await target.pressSequentially(part)
      await this.rest(160)
    }
  }
}

/** An arrow above everything, which nothing notices. */
function drawPointer({ x, y }: { x: number; y: number }): void {
  const SVG = 'http://www.w3.org/2000/svg'
  let pointer = document.getElementById('drawn-pointer')
  if (!pointer) {
    pointer = document.createElement('div')
    pointer.id = 'drawn-pointer'
    const drawing = document.createElementNS(SVG, 'svg')
    drawing.setAttribute('width', '22')
    drawing.setAttribute('height', '26')
    const arrow = document.createElementNS(SVG, 'path')
    arrow.setAttribute('d', 'M2 2v18l5-5 3.5 8 3-1.3-3.4-7.7H17z')
    arrow.setAttribute('fill', '#111')
    arrow.setAttribute('stroke', '#fff')
    arrow.setAttribute('stroke-width', '1.5')
    drawing.append(arrow)
    pointer.append(drawing)
    document.documentElement.append(pointer)
  }
  pointer.style.cssText = `position:fixed;z-index:2147483647;pointer-events:none;left:${x}px;top:${y}px`
}
