import { beforeEach, describe, expect, it, vi } from 'vitest'
import type { Ticket, TicketCounts } from './api'
import { recall, remember } from '@/memory'
import { follow, followed, randomKey } from './memory'
import { phrasesFor } from './phrases'
import { tabsFor } from './tabs'
import { callable, shortTime, standing, urgency } from './words'

const ticket = (fields: Partial<Ticket>) => ({ status: 'open', overdue: false, due_at: '2026-11-23T04:00:00Z', status_label: '待受理', ...fields }) as Ticket
const now = Date.parse('2026-11-23T01:00:00Z')

describe('a deadline', () => {
  it.each([
    ['is calm with a day left', { due_at: '2026-11-24T04:00:00Z' }, 'calm'],
    ['comes soon with three hours left', {}, 'soon'],
    ['is late a minute after', { due_at: '2026-11-23T00:59:00Z' }, 'late'],
    ['is late when the server says so', { overdue: true }, 'late'],
    ['no longer matters once the work is done', { status: 'finished', due_at: '2026-11-20T00:00:00Z' }, 'calm'],
  ] as const)('%s', (_name, fields, want) => expect(urgency(ticket(fields), now)).toBe(want))

  it('gives way to the status when the work is done', () => {
    expect(standing(ticket({ status: 'done', status_label: '已完成' }))).toBe('已完成')
  })
  it('is shown without its year, in China time', () => expect(shortTime('2026-11-23T04:05:00Z')).toBe('11-23 12:05'))
})

describe('a phone number', () => {
  it.each([
    ['13812341234', true],
    ['0797-1234567', true],
    ['138****1234', false],
    ['', false],
  ])('%s can be called: %s', (phone, can) => expect(callable(phone)).toBe(can))
})

describe('the lists of a person', () => {
  const names = (...held: string[]) => tabsFor((p) => held.includes(p)).tabs.map((t) => t.name)
  it('are those of the place for a school', () => expect(names('ticket:read', 'ticket:work')).toEqual(['待受理', '处理中', '待确认', '已结束']))
  it('are what there is to do for a technician', () => expect(names('ticket:work')).toEqual(['待接单', '处理中', '已完成']))
  it('are the own reports for a teacher', () => {
    const mine = tabsFor(() => false)
    expect(mine.tabs.every((t) => t.filter.whose === 'reported')).toBe(true)
    expect(mine.tabs[0]?.count({ open: 1, working: 2, finished: 4 } as TicketCounts)).toBe(7)
  })
})

describe('what the phone remembers', () => {
  beforeEach(() => localStorage.clear())

  it('is the newest ten reports, each once', () => {
    for (let i = 0; i < 12; i++) follow({ number: `N${i}`, follow: `N${i}.x`, place: '' })
    follow({ number: 'N5', follow: 'N5.y', place: '' })
    expect(followed().map((f) => f.number)).toEqual(['N5', 'N11', 'N10', 'N9', 'N8', 'N7', 'N6', 'N4', 'N3', 'N2'])
    expect(followed()[0]?.follow).toBe('N5.y')
  })
  it('is nothing where the browser keeps nothing, and nothing breaks', () => {
    const refuse = () => {
      throw new DOMException('no', 'SecurityError')
    }
    vi.stubGlobal('localStorage', { setItem: refuse, getItem: refuse })
    remember('phone', '138')
    expect(recall('phone')).toBeUndefined()
    vi.unstubAllGlobals()
  })
  it('is nothing where something else was kept', () => {
    localStorage.setItem('banbantong-phone', '{broken')
    expect(recall('phone')).toBeUndefined()
  })
})

it('makes a key that is long and never the same', () => {
  const keys = new Set(Array.from({ length: 50 }, randomKey))
  expect(keys.size).toBe(50)
  for (const key of keys) expect(key).toMatch(/^[0-9a-f]{32}$/)
})

it('has phrases for every fault, known or not', () => {
  for (const fault of ['F01', 'F09', 'F99', '']) {
    const p = phrasesFor(fault)
    expect(p.causes.length && p.remedies.length && p.parts.length).toBeTruthy()
  }
})
