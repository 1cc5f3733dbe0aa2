package cli

const errFull = diskFull
