// What a scenario is given: browsers of its own, each watched for what must never happen.
import assert from 'node:assert/strict'
import { createRequire } from 'node:module'

const { chromium } = createRequire(new URL('../../web/package.json', import.meta.url))('playwright-core')

/** Starts the system's Chromium, told not to talk to anybody but the page's server. */
export const launch = () =>
  chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: [
      '--no-sandbox', // Chromium refuses to run as root otherwise, and CI is root
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  })

const common = { locale: 'zh-CN', timezoneId: 'Asia/Shanghai', reducedMotion: 'reduce', acceptDownloads: true }
const screens = {
  desktop: { viewport: { width: 1440, height: 900 } },
  phone: { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true },
}

/** Holds every answer back for up to SHAKE milliseconds, which a step that does not wait for its page will not survive. */
async function shake(route) {
  await new Promise((resolve) => setTimeout(resolve, Math.random() * Number(process.env.SHAKE)))
  await route.continue().catch(() => {}) // the page may be gone by now
}

export class Visit {
  #browser
  #contexts = []

  constructor(browser, server) {
    this.#browser = browser
    this.server = server
    this.harm = [] // what no page may ever do, in words
  }

  /** A page in a fresh browser, at a path of the server. */
  desktop = (path = '/') => this.#open(screens.desktop, path)
  phone = (path = '/m') => this.#open(screens.phone, path)

  async #open(screen, path) {
    const context = await this.#browser.newContext({ ...common, ...screen, baseURL: this.server.url })
    context.setDefaultTimeout(20_000)
    this.#contexts.push(context)
    if (process.env.SHAKE) await context.route('**/api/v1/**', shake)
    const page = await context.newPage()
    page.on('pageerror', (error) => this.harm.push(`the page threw ${error.stack}`))
    page.on('request', (request) => {
      const url = request.url()
      if (/^https?:/.test(url) && !url.startsWith(this.server.url)) this.harm.push(`the page asked for ${url}`)
    })
    page.on('response', (response) => {
      if (response.status() >= 500) this.harm.push(`${response.status()} ${response.url()}`)
    })
    await page.goto(path)
    return page
  }

  assertUnharmed() {
    assert.deepEqual(this.harm, [])
  }

  async screenshots(prefix) {
    const pages = this.#contexts.flatMap((context) => context.pages())
    await Promise.all(pages.map((page, i) => page.screenshot({ path: `${prefix}-${i + 1}.png`, fullPage: true }).catch(() => {})))
  }

  async end() {
    await Promise.all(this.#contexts.map((context) => context.close()))
  }
}
