import { claimOfOtherChairs } from './other-chair-claims.js';

claimOfOtherChairs(60);
