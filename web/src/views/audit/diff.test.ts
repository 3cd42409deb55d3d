import { describe, expect, it } from 'vitest'
import { changesOf } from './diff'

describe('changesOf', () => {
  it('leaves out what stayed as it was', () =>
    expect(changesOf({ name: '一班', student_count: 49 }, { name: '一班', student_count: 58 })).toEqual([
      { field: '班额', before: '49 人', after: '58 人' },
    ]))
  it('shows all that was written where there was nothing before', () =>
    expect(changesOf(undefined, { name: '一班', building: '', floor: null })).toEqual([{ field: '名称', before: '—', after: '一班' }]))
  it('shows what was taken away', () => expect(changesOf({ code: '36' }, { code: null })).toEqual([{ field: '学校标识码', before: '36', after: '—' }]))
  it('reads names however they are written', () =>
    expect(changesOf({ UplinkMbps: 100, GBCode: 'A02', ParentID: 1 }, { uplink_mbps: 100, gb_code: 'A02', parent_id: 1 })).toEqual([]))
  it('puts codes, money, truth and instants into words', () =>
    expect(
      changesOf(
        { state: 'in_use', price_cents: 350000, disabled: false, due_at: '2024-09-10T00:00:00Z' },
        { state: 'damaged', price_cents: 360000, disabled: true, due_at: '2024-09-11T00:00:00Z' },
      ),
    ).toEqual([
      { field: '停用', before: '否', after: '是' },
      { field: '价格', before: '3,500.00 元', after: '3,600.00 元' },
      { field: '使用状况', before: '在用', after: '损坏' },
      { field: '应完成时间', before: '2024-09-10 08:00', after: '2024-09-11 08:00' },
    ]))
  it('names the facts of a device as its page does, without where they come from', () =>
    expect(
      changesOf(
        { Specs: { display: { size_inches: 75 }, sources: { 'display.size_inches': { source: 'imported' } } } },
        { Specs: { display: { size_inches: 86 }, sources: { 'display.size_inches': { source: 'typed' } } } },
      ),
    ).toEqual([{ field: '显示 · 屏幕尺寸', before: '75 英寸', after: '86 英寸' }]))
  it('hides nothing that it has no word for', () => expect(changesOf({}, { odd_thing: 3 })).toEqual([{ field: 'odd_thing', before: '—', after: '3' }]))
  it('says who may do what', () =>
    expect(changesOf({ grants: ['teacher@113'] }, { grants: ['teacher@113 信丰县第一小学', 'auditor@48 信丰县'] })).toEqual([
      { field: '角色', before: '教师（113 号单位）', after: '教师（信丰县第一小学）、审计员（信丰县）' },
    ]))
  it('says that a device without a classroom is in the store', () =>
    expect(changesOf({ classroom_id: 3 }, { classroom_id: null })).toEqual([{ field: '教室', before: '3 号', after: '学校库房' }]))
})
