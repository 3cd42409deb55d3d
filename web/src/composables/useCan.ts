import type { Permission } from '@/api/types'
import { useSession } from '@/stores/session'

/** Says whether the signed-in person holds a permission. Hiding what they lack is courtesy; the server decides. */
export function useCan() {
  const session = useSession()
  return (permission: Permission | undefined) => !permission || session.permissions.has(permission)
}
