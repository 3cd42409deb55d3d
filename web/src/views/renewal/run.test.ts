import { expect, it } from 'vitest'
import { isOpen, percentOf, progressOf } from './run'

const running = { status: 'running', done: 0, total: 0, silent: false } as const

it('says how far a server is with a plan', () => {
  expect(progressOf({ ...running, status: 'queued' })).toBe('正在排队。')
  expect(progressOf(running)).toBe('正在读取价格和标准。')
  expect(progressOf({ ...running, done: 1200, total: 20_000 })).toBe('已测算 1,200 / 20,000 所学校。')
  expect(progressOf({ ...running, done: 20_000, total: 20_000 })).toContain('正在求解')
  expect(progressOf({ ...running, done: 3, total: 5, silent: true })).toContain('自动重新开始')
})
it('has a percentage once there is something to count', () => {
  expect([percentOf({ ...running, status: 'queued', total: 5 }), percentOf(running), percentOf({ ...running, done: 199, total: 200 })]).toEqual([undefined, undefined, 99])
})
it('is open until there is a result or a reason', () => {
  expect((['queued', 'running', 'done', 'failed'] as const).map((status) => isOpen({ status }))).toEqual([true, true, false, false])
})
