// SPDX-License-Identifier: UNLICENSED
pragma solidity ^0.8.28;

import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";

/// @notice Keys that are not the operator's and replay the venue by themselves. So many of them together
/// refuse a batch; they can do nothing else. The set is fixed for ever.
abstract contract Watchers {
    /// @notice So many of them must sign.
    uint8 public immutable watchersNeeded;

    uint8 public immutable watcherCount;

    mapping(address key => bool) public isWatcher;

    /// @notice Watchers whose refusal was recorded, by the digest that they signed.
    mapping(bytes32 digest => uint256) public refusals;

    mapping(bytes32 digest => mapping(address watcher => bool)) public hasRefused;

    error WatcherWrong(address watcher);
    error WatchersNeededWrong(uint256 needed, uint256 watchers);
    error TooFewSignatures(uint256 given, uint256 needed);
    error SignerNotWatcher(address signer);
    error SignersNotAscending(address signer, address before);
    error RefusedAlready(address watcher);

    /// @param watchers ascending, so that each stands there once; none leaves the venue without a check
    constructor(address[] memory watchers, uint8 needed, address operator) {
        bool fits = needed <= watchers.length && (needed > 0 || watchers.length == 0);
        if (!fits || watchers.length > type(uint8).max) {
            revert WatchersNeededWrong(needed, watchers.length);
        }
        address before = address(0);
        for (uint256 i = 0; i < watchers.length; ++i) {
            address watcher = watchers[i];
            if (watcher <= before || watcher == operator) revert WatcherWrong(watcher);
            isWatcher[watcher] = true;
            before = watcher;
        }
        watchersNeeded = needed;
        watcherCount = uint8(watchers.length);
    }

    /// @dev Signers ascend, so that none counts twice.
    function _requireWatchers(bytes32 digest, bytes[] calldata signatures) internal view {
        bool enough = signatures.length >= watchersNeeded && watchersNeeded > 0;
        if (!enough) revert TooFewSignatures(signatures.length, watchersNeeded);
        address before = address(0);
        for (uint256 i = 0; i < signatures.length; ++i) {
            address signer = ECDSA.recover(digest, signatures[i]);
            if (!isWatcher[signer]) revert SignerNotWatcher(signer);
            if (signer <= before) revert SignersNotAscending(signer, before);
            before = signer;
        }
    }

    /// @dev Counts each watcher once for a digest. The record is where watchers meet.
    /// @return watcher who signed
    /// @return enough whether so many are needed
    function _recordRefusal(bytes32 digest, bytes calldata signature)
        internal
        returns (address watcher, bool enough)
    {
        watcher = ECDSA.recover(digest, signature);
        if (!isWatcher[watcher]) revert SignerNotWatcher(watcher);
        if (hasRefused[digest][watcher]) revert RefusedAlready(watcher);
        hasRefused[digest][watcher] = true;
        uint256 count = refusals[digest] + 1;
        refusals[digest] = count;
        enough = count >= watchersNeeded;
    }
}
