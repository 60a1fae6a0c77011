#!/usr/bin/env node
// The command's door when it is called as `npx holdfast`.
import './holdfast.ts'
