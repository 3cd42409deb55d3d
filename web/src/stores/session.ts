import { defineStore } from 'pinia'
import { computed, ref } from 'vue'
import { changePassword, signIn, signOut } from '@/api/auth'
import { session } from '@/api/http'
import type { SignedInUser } from '@/api/types'

/** Who is signed in, and what they may do. */
export const useSession = defineStore('session', () => {
  const user = ref<SignedInUser | null>(null)
  const permissions = computed(() => new Set(user.value?.permissions ?? []))
  /** The place that is shown when the address names none: the topmost of the person's grants. */
  const home = computed(() => user.value?.grants[0]?.organisation_id)
  /** The school where the person works, if it is one: what they register is most likely there. */
  const school = computed(() => user.value?.grants.find((g) => g.organisation_kind === 'school')?.organisation_id)

  /** Signs in silently with the cookie of an earlier visit, if there is one. */
  async function resume() {
    user.value = await session.renew()
  }
  async function enter(username: string, password: string) {
    user.value = session.start(await signIn({ username, password }))
  }
  async function leave() {
    await signOut().finally(forget)
  }
  /** Every other session of the person ends with the old password; this one goes on with a new token. */
  async function renewPassword(current: string, next: string) {
    await changePassword({ current_password: current, new_password: next })
    if (user.value) await enter(user.value.username, next)
  }
  function forget() {
    session.end()
    user.value = null
  }
  return { user, permissions, home, school, resume, enter, leave, renewPassword, forget }
})
