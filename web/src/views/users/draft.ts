import type { NewUser, User, UserChange } from '@/api/types'

export interface GrantDraft {
  /** Tells the lines of the form apart. */
  key: number
  role: string
  organisation_id: number | undefined
}

/** A user as the form holds one. */
export interface UserDraft {
  username: string
  name: string
  /** Numbers are shown masked, so an empty field of an existing user keeps the number. */
  phone: string
  grants: GrantDraft[]
}

export const draftOf = (user?: User): UserDraft => ({
  username: user?.username ?? '',
  name: user?.name ?? '',
  phone: '',
  grants: user?.grants.map((g, key) => ({ key, role: g.role, organisation_id: g.organisation_id })) ?? [{ key: 0, role: '', organisation_id: undefined }],
})

const given = (grants: GrantDraft[]) => grants.map(({ role, organisation_id }) => ({ role, organisation_id: organisation_id ?? 0 }))

/** What is missing before the server is asked, by field. */
export function missing(draft: UserDraft): Record<string, string> {
  const problems: Record<string, string> = {}
  if (!draft.username.trim()) problems.username = '请填写用户名。'
  if (!draft.name.trim()) problems.name = '请填写姓名。'
  draft.grants.forEach((g, i) => {
    if (!g.role) problems[`grants[${i}]`] = '请选择角色。'
    else if (!g.organisation_id) problems[`grants[${i}]`] = '请选择这个角色管哪个单位或学校。'
  })
  return problems
}

export const newUser = (draft: UserDraft): NewUser => ({
  username: draft.username.trim(),
  name: draft.name.trim(),
  phone: draft.phone.trim() || undefined,
  grants: given(draft.grants),
})

/** Only what was changed: rights that were not touched are not given anew. */
export function changeOf(before: User, draft: UserDraft): UserChange {
  const grants = given(draft.grants)
  const same = JSON.stringify(grants) === JSON.stringify(given(draftOf(before).grants))
  return {
    name: draft.name.trim() === before.name ? undefined : draft.name.trim(),
    phone: draft.phone.trim() || undefined,
    grants: same ? undefined : grants,
    version: before.version,
  }
}
