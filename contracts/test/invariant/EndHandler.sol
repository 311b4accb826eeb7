// SPDX-License-Identifier: UNLICENSED
pragma solidity ^0.8.28;

import {Header} from "../../src/BatchHeader.sol";
import {Request} from "../../src/RequestQueue.sol";
import {End} from "../../src/VenueEnd.sol";
import {VenueHandler} from "./VenueHandler.sol";

/// @notice The same venue, and people who try to end it, rightly and wrongly, and take back what came in.
contract EndHandler is VenueHandler {
    uint256 public refundedTotal;
    uint256 public wrongRefunds;

    /// @dev A freeze or a cancellation that was not due, or was due and refused.
    uint256 public wrongEnds;

    mapping(uint64 request => uint256) private _refundedTimes;

    /// @dev What came in with requests that no standing batch consumed and nobody has back.
    function refundableTotal() external view returns (uint256 total) {
        uint64 cursor = settlement.end().queueCursor;
        for (uint256 i = cursor; i < _entered.length; ++i) {
            if (_refundedTimes[uint64(i)] == 0) total += uint64(bytes8(_entered[i].payload));
        }
    }

    /// @dev One call in four, so that a life is long before its end.
    function freezeForSilence(uint8 luck) external {
        if (luck % 4 != 0) return;
        bool due = block.timestamp > uint256(_lastBatch()) + 60 && _frozenAt() == 0;
        try settlement.freezeForSilence() {
            if (!due) ++wrongEnds;
        } catch {
            if (due) ++wrongEnds;
        }
    }

    function freezeForRequest(uint256 which, uint8 luck) external {
        if (luck % 4 != 0 || _entered.length == 0) return;
        which %= _entered.length;
        uint64 oldest = settlement.end().queueCursor;
        bool late = block.timestamp > uint256(_entered[which].l1Time) + 60;
        bool due = which == oldest && late && _frozenAt() == 0;
        try settlement.freezeForRequest(_entered[which]) {
            if (!due) ++wrongEnds;
        } catch {
            if (due) ++wrongEnds;
        }
    }

    /// @dev Any watchers, few or many, refuse any batch.
    function cancel(uint256 batch, uint8 who, uint8 luck) external {
        if (luck % 8 != 0 || _headers.length == 0) return;
        Header memory header = _headers[batch % _headers.length];
        who %= 8;
        bool enough = who == 3 || who >= 5;
        bool open = !settlement.isFinal(header.number) && !settlement.isCancelled(header.number);
        try settlement.cancel(header, TRUE_ROOT, _refusals(header, TRUE_ROOT, who)) {
            if (!enough || !open) ++wrongEnds;
            expectedRoot = header.prevRoot;
        } catch {
            if (enough && open) ++wrongEnds;
        }
    }

    /// @dev One watcher at a time; the second who agrees cancels.
    function refuse(uint256 batch, uint8 who, uint8 luck) external {
        if (luck % 8 != 0 || _headers.length == 0) return;
        Header memory header = _headers[batch % _headers.length];
        who %= 3;
        bytes32 digest = _refusalDigest(header, TRUE_ROOT);
        bool open = !settlement.isFinal(header.number) && !settlement.isCancelled(header.number);
        bool due = open && header.number != 0 && !settlement.hasRefused(digest, _watchers()[who]);
        bool cancels = due && settlement.refusals(digest) == 1;
        try settlement.refuse(header, TRUE_ROOT, _refusals(header, TRUE_ROOT, uint8(1) << who)[0]) {
            if (!due || settlement.isCancelled(header.number) != cancels) ++wrongEnds;
            if (cancels) expectedRoot = header.prevRoot;
        } catch {
            if (due) ++wrongEnds;
        }
    }

    function refund(uint256 which) external {
        if (_entered.length == 0) return;
        uint64 index = uint64(which % _entered.length);
        Request memory request = _entered[index];
        End memory end = settlement.end();
        bool due = end.isSettled && index >= end.queueCursor && _refundedTimes[index] == 0;
        uint256 before = _hasOf(request.sender);
        try vault.refund(request) {
            ++_refundedTimes[index];
            uint256 amount = _hasOf(request.sender) - before;
            refundedTotal += amount;
            if (!due || amount != uint64(bytes8(request.payload))) ++wrongRefunds;
        } catch {
            if (due) ++wrongRefunds;
        }
    }

    /// @dev The vault asks for the bond alone.
    function _hasOf(address sender) private view returns (uint256) {
        return sender == address(vault) ? vault.bondHeld() : token.balanceOf(sender);
    }

    function _frozenAt() private view returns (uint64) {
        return settlement.latest().frozenAt;
    }

    /// @dev Block time of the last batch that stands, genesis included.
    function _lastBatch() private view returns (uint64) {
        return settlement.completedAt(settlement.end().batches - 1);
    }
}
