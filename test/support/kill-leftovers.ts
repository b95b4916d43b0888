import { afterAll } from 'vitest';
import { killLeftovers } from './child.js';

// Registered before the hooks of a test file, and so run after them.
afterAll(killLeftovers);
