/** The names of the criteria in force, for chips that hold only their ids. */
export function useCriteria() {
  return { nameOf: (_id: string): string | undefined => undefined }
}
