// SPDX-License-Identifier: UNLICENSED
pragma solidity ^0.8.28;

/// @notice The price of a market at an escape, out of its leaf and its oracle ring (spec/escape.md).
library EscapePrices {
    uint256 private constant SETTLED_AT = 130;
    uint256 private constant ORACLE_AT = 136;
    uint256 private constant MARK_AT = 148;
    uint256 private constant FUNDING_AT = 284;
    uint256 private constant LAST_TRADE_AT = 356;

    uint256 private constant RING_HEAD_BYTES = 5;

    /// @notice Ticks; zero when the state knows no price at all.
    /// @param leaf a proved market leaf
    /// @param ring the proved oracle ring, empty when the market has none
    function price(bytes calldata leaf, bytes calldata ring) internal pure returns (uint32 chosen) {
        uint32 mark = _price(leaf, MARK_AT);
        // Its positions are closed at this one, and some have been already.
        if (leaf[SETTLED_AT] != 0) return mark;
        chosen = median(ring);
        if (chosen == 0) chosen = _price(leaf, ORACLE_AT);
        if (chosen == 0) chosen = mark;
        if (chosen == 0) chosen = _price(leaf, LAST_TRADE_AT);
    }

    /// @notice The funding index of a market leaf, 1e-9 micro-USDC a lot.
    function fundingIndex(bytes calldata leaf) internal pure returns (int128) {
        return int128(uint128(bytes16(leaf[FUNDING_AT:FUNDING_AT + 16])));
    }

    /// @notice The median of a ring's prices, the lower one of the two in the middle; zero when it has none.
    function median(bytes calldata ring) internal pure returns (uint32) {
        if (ring.length < RING_HEAD_BYTES) return 0;
        uint256 count = uint16(bytes2(ring[3:5]));
        if (count == 0 || ring.length != RING_HEAD_BYTES + 4 * count) return 0;
        uint32[] memory sorted = new uint32[](count);
        for (uint256 i = 0; i < count; ++i) {
            uint32 value = _price(ring, RING_HEAD_BYTES + 4 * i);
            uint256 place = i;
            for (; place > 0 && sorted[place - 1] > value; --place) sorted[place] = sorted[place - 1];
            sorted[place] = value;
        }
        return sorted[(count - 1) / 2];
    }

    function _price(bytes calldata data, uint256 start) private pure returns (uint32) {
        return uint32(bytes4(data[start:start + 4]));
    }
}
