// What the libraries use and Chromium 86, the oldest browser we promise, does not have.
if (!Object.hasOwn) {
  Object.hasOwn = (object: object, key: PropertyKey) => Object.prototype.hasOwnProperty.call(object, key)
}
