import { expect, it } from 'vitest'
import type { PurchaseLine } from '@/api/types'
import { asked, deciding, fieldsOf, newItem, roomsOf, vendorSpecs } from './offer'

const clause = (grade: string, decides: boolean, ...missing: string[]) => ({ grade, decides, missing: missing.map((label) => ({ label, spec: '' })) })
const line = { clauses: [clause('pass', true), clause('unknown', true, '内存容量', '显存'), clause('fail', true), clause('fail', false), clause('unknown', true, '显存')] } as unknown as PurchaseLine

it('shows what fails before what is open, and leaves out what does not decide', () => {
  expect(deciding(line).map((c) => c.grade)).toEqual(['fail', 'unknown', 'unknown', 'pass'])
})

it('asks for every fact once', () => {
  expect(asked(line)).toEqual(['内存容量', '显存'])
})

it('forgets what the catalogue knew of a processor before it may be changed', () => {
  const specs = { host: { cpu_model: 'i3-10100', cpu_cores: 4, memory_mib: 8192 }, sources: { 'host.cpu_cores': { source: 'catalogue' } } }
  expect(vendorSpecs(specs)).toEqual({ host: { cpu_model: 'i3-10100', memory_mib: 8192 } })
})

it('says whom an item is for', () => {
  expect(roomsOf({ ...newItem(), students: 50 })).toBe('50 人普通教室')
  expect(roomsOf({ ...newItem(), room_kind: 'special' })).toBe('功能室')
})

it('gives each item its own mistakes', () => {
  expect(fieldsOf({ 'items[1].quantity': '数量应在 1 至 100000 之间。', 'items[11].name': '过长', name: '请填写' }, 1)).toEqual({ quantity: '数量应在 1 至 100000 之间。' })
})
