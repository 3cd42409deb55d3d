export type paths = Record<string, any>
export interface components { schemas: { ErrorModel: { detail?: string; errors?: { location?: string; message?: string }[] | null } } }
