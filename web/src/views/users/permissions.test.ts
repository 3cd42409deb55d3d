import { describe, expect, it } from 'vitest'
import type { Role, User } from '@/api/types'
import { abilitiesOf, grantable, whyFixed } from './permissions'

const role = (name: string, ...permissions: string[]): Role => ({ role: name, label: name, kind: '', permissions })
const county = role('county_admin', 'user:write', 'device:read', 'device:write')
const teacher = role('teacher', 'device:read', 'ticket:report')
const auditor = role('auditor', 'device:read')
const user = (id: number, ...roles: string[]): User => ({
  id,
  username: `u${id}`,
  name: '某人',
  phone: '',
  must_change_password: false,
  disabled: false,
  version: 1,
  grants: roles.map((r) => ({ role: r, role_label: r, organisation_id: 1, organisation_name: '信丰县', organisation_kind: 'county' })),
})
const self = { id: 9, permissions: new Set(['user:write', 'device:read', 'device:write']) }

describe('what one may give and change', () => {
  it('offers only roles all of whose permissions one has', () =>
    expect(grantable([county, teacher, auditor], self.permissions)).toEqual([county, auditor]))
  it('keeps a user who has more rights as they are', () =>
    expect(whyFixed(user(2, 'auditor', 'teacher'), [county, teacher, auditor], self)).toContain('上级管理员'))
  it('keeps oneself as one is', () => expect(whyFixed(user(9, 'auditor'), [auditor], self)).toContain('自己'))
  it('lets others be changed', () => expect(whyFixed(user(2, 'auditor'), [county, auditor], self)).toBeUndefined())
  it('keeps a user whose role is not known', () => expect(whyFixed(user(2, 'unheard_of'), [auditor], self)).toBeDefined())
  it('puts permissions into words', () => expect([...abilitiesOf(teacher)]).toEqual(['查看教室、设备与达标情况', '报修并跟进自己的报修']))
})
