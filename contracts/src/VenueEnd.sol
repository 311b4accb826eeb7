// SPDX-License-Identifier: UNLICENSED
pragma solidity ^0.8.28;

/// @notice Where a venue ended, or where it stands.
/// @param batches that are complete and not cancelled
/// @param queueCursor requests that these consumed
/// @param isSettled nothing is posted any more, and all of these are final
struct End {
    uint64 batches;
    uint64 queueCursor;
    bool isSettled;
}
