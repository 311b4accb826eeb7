// SPDX-License-Identifier: UNLICENSED
pragma solidity ^0.8.28;

/// @notice What is kept of the state root that an escape works against. Five slots.
/// @param batch whose root it is
/// @param closesAt end of the claim phase, in seconds; zero while the escape is not open
/// @param buckets of the state
/// @param deposits credited over all time, micro-USDC
/// @param withdrawn debited over all time, micro-USDC
struct Opening {
    uint64 batch;
    uint64 closesAt;
    uint64 buckets;
    bytes32 accounts;
    bytes32 markets;
    bytes32 oracle;
    uint128 deposits;
    uint128 withdrawn;
}

/// @notice The sums over what was proved before the share was fixed, in micro-USDC.
/// @param isFixed the share is
/// @param proved buckets, before and after it is
/// @param positive claims, P
/// @param negative debts, D
/// @param junior equity of fees, insurance and backstop, I
struct Totals {
    bool isFixed;
    uint64 proved;
    uint184 positive;
    uint256 negative;
    uint256 junior;
}

/// @notice What every claim is multiplied by.
/// @param lateLeft micro-USDC for accounts that were proved after it was fixed
struct Share {
    uint256 numerator;
    uint256 denominator;
    uint256 lateLeft;
}

/// @notice An account that was proved, in micro-USDC. One slot; it is the account's nullifier.
/// @param isLate proved after the share was fixed
/// @param isPool a funding pool, proved or not: it counts for nothing
/// @param claim of its positive buckets
/// @param debt of its negative ones
struct ProvedAccount {
    bool isProved;
    bool isLate;
    bool isPaid;
    bool isPool;
    uint112 claim;
    uint112 debt;
}

/// @notice The state root's preimage (spec/state-tree.md).
library StatePreimage {
    uint256 internal constant SIZE_BYTES = 508;

    uint8 private constant TAG = 0x10;
    uint16 private constant VERSION = 1;

    error PreimageNotOfRoot(bytes32 given, bytes32 root);
    error PreimageOfOtherVersion(uint16 version);

    /// @notice Reads what an escape needs.
    function read(bytes calldata preimage, bytes32 root) internal pure returns (Opening memory opening) {
        bytes32 given = keccak256(preimage);
        if (given != root || preimage.length != SIZE_BYTES) revert PreimageNotOfRoot(given, root);
        uint16 version = uint16(bytes2(preimage[1:3]));
        if (uint8(preimage[0]) != TAG || version != VERSION) revert PreimageOfOtherVersion(version);
        opening.accounts = bytes32(preimage[35:67]);
        opening.markets = bytes32(preimage[195:227]);
        opening.oracle = bytes32(preimage[227:259]);
        opening.buckets = uint64(bytes8(preimage[347:355]));
        opening.deposits = _amount(bytes16(preimage[355:371]));
        opening.withdrawn = _amount(bytes16(preimage[371:387]));
    }

    /// @dev Signed in the state, and negative in none that the rules made.
    function _amount(bytes16 raw) private pure returns (uint128) {
        int128 value = int128(uint128(raw));
        return value < 0 ? 0 : uint128(value);
    }
}
