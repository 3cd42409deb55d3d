package migrations

// NewProvider lets tests stop half way.
var NewProvider = newProvider
