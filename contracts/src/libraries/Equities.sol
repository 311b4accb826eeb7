// SPDX-License-Identifier: UNLICENSED
pragma solidity ^0.8.28;

import {Valuation} from "./Valuation.sol";
import {Words} from "./Words.sol";

/// @notice What the buckets of an account come to, in micro-USDC.
/// @param claim of the positive ones
/// @param debt of the negative ones
/// @param bounty for having shown the negative ones
/// @param count of all of them
struct Equity {
    uint256 claim;
    uint256 debt;
    uint256 bounty;
    uint64 count;
}

/// @notice Reads the equities of an account out of its leaf (spec/escape.md, spec/state-tree.md).
library Equities {
    using Words for bytes;

    /// @notice No equity is counted as farther from zero, in micro-USDC: no state of the rules has one, and
    /// one slot holds what seventeen of them come to.
    int256 internal constant EQUITY_MAX = 2 ** 104;

    /// @notice Most that the proof of one negative bucket brings, in micro-USDC.
    uint256 internal constant BOUNTY_MAX = 50_000_000;

    /// @notice What it brings of the bucket's debt, in percent.
    uint256 internal constant BOUNTY_PERCENT = 1;

    uint256 private constant COLLATERAL_AT = 45;
    uint256 private constant TAKEN_AT = 151;
    uint256 private constant SLOTS_AT = 153;
    uint256 private constant SLOT_BYTES = 104;
    uint8 private constant MODE_ISOLATED = 2;
    int256 private constant NANO = 1_000_000_000;

    error MarketNotResolved(uint32 market);
    error LeafTooShort(uint256 given, uint256 least);

    /// @notice The buckets of an account: the cross one, and each isolated slot.
    /// @param leaf a proved account leaf
    /// @param markets what its positions are valued with
    function read(bytes calldata leaf, mapping(uint32 market => Valuation) storage markets)
        internal
        view
        returns (Equity memory equity)
    {
        int256 cross = int64(uint64(bytes8(leaf[COLLATERAL_AT:COLLATERAL_AT + 8])));
        uint256 start = SLOTS_AT;
        uint256 taken = uint16(bytes2(leaf[TAKEN_AT:SLOTS_AT]));
        // Sixteen slots of less than 2^193 each: nothing here can overflow.
        unchecked {
            for (; taken != 0; taken &= taken - 1) {
                // The fields of a slot stand in its first two words: market, mode, reserved, leverage, size,
                // cost and half of the checkpoint; the other half and the isolated collateral.
                uint256 head = leaf.at32(start);
                uint256 tail = leaf.at32(start + 32);
                start += SLOT_BYTES;
                int256 size = int64(uint64(head >> 128));
                int256 worth = size == int256(0) ? size : _worth(size, head, tail, markets);
                bool isIsolated = uint8(head >> 216) == MODE_ISOLATED;
                if (isIsolated) _add(equity, int64(uint64(tail >> 128)) + worth);
                else cross += worth;
            }
        }
        if (start > leaf.length) revert LeafTooShort(leaf.length, start);
        _add(equity, cross);
    }

    /// @dev Profit and funding, the latter rounded toward minus infinity as the venue settles it.
    function _worth(
        int256 size,
        uint256 head,
        uint256 tail,
        mapping(uint32 market => Valuation) storage markets
    ) private view returns (int256) {
        uint32 id = uint32(head >> 224);
        Valuation market = markets[id];
        if (!market.isResolved()) revert MarketNotResolved(id);
        int256 checkpoint = int128(uint128((head << 64) | (tail >> 192)));
        unchecked {
            int256 exact = size * (checkpoint - market.indexOf());
            int256 funding = exact / NANO;
            if (funding * NANO > exact) --funding;
            return size * int256(uint256(market.priceOf())) - int64(uint64(head >> 64)) + funding;
        }
    }

    function _add(Equity memory equity, int256 bucket) private pure {
        ++equity.count;
        if (bucket >= 0) {
            equity.claim += uint256(bucket < EQUITY_MAX ? bucket : EQUITY_MAX);
            return;
        }
        uint256 debt = uint256(bucket > -EQUITY_MAX ? -bucket : EQUITY_MAX);
        uint256 bounty = debt * BOUNTY_PERCENT / 100;
        equity.debt += debt;
        equity.bounty += bounty < BOUNTY_MAX ? bounty : BOUNTY_MAX;
    }
}
