// SPDX-License-Identifier: UNLICENSED
pragma solidity ^0.8.28;

import {Header} from "../../src/BatchHeader.sol";
import {ReceiptBond} from "../../src/ReceiptBond.sol";
import {Receipt} from "../../src/libraries/Receipts.sol";
import {ReceiptTest} from "../base/ReceiptTest.sol";

/// @notice A sequencer that keeps its word or breaks it as told, and people who show what they can.
/// @dev What is a broken promise is decided here, apart from the contract, and compared with what it does.
contract ReceiptHandler is ReceiptTest {
    uint256 public wrongSlashes;
    uint256 public refusedProofs;
    uint256 public paidIn;
    uint256 public paidOut;
    uint256 public slashes;

    Header[] private _headers;
    uint64[] private _lies;
    Receipt[] private _promises;
    uint256[] private _salts;

    constructor() {
        setUp();
        paidIn = SEQUENCER_BOND;
    }

    function theBond() external view returns (ReceiptBond) {
        return receiptBond;
    }

    function balance() external view returns (uint256) {
        return token.balanceOf(address(receiptBond));
    }

    function owed() external view returns (uint256) {
        return uint256(receiptBond.bondHeld()) + receiptBond.credit(ALICE) + receiptBond.credit(BOB)
            + receiptBond.credit(OPERATOR) + uint256(receiptBond.openChallenges()) * CHALLENGE_BOND;
    }

    function wait_(uint16 blocks) external {
        _pass(blocks % 400);
    }

    function bond(uint64 amount) external {
        amount = uint64(bound(amount, 1e9, 1e12));
        _fund(OPERATOR, amount);
        vm.prank(OPERATOR);
        receiptBond.bond(amount);
        paidIn += amount;
    }

    function sign(uint8 seq, bool lies) external {
        _promises.push(_receipt(uint64(bound(seq, 1, 60)), lies ? 1 : 0, uint64(block.number)));
        _salts.push(lies ? 1 : 0);
    }

    function post(bool lies) external {
        uint64 odd = lies ? settlement.latest().lastSeq + 3 : 0;
        _headers.push(_postInputs(odd, 1));
        _lies.push(odd);
    }

    function slashTwo(uint256 one, uint256 other) external {
        if (_promises.length == 0) return;
        (one, other) = (one % _promises.length, other % _promises.length);
        uint64 seq = _promises[one].seq;
        bool isLie = seq == _promises[other].seq && _salts[one] != _salts[other];
        bool due = isLie && receiptBond.bondHeld() != 0 && !receiptBond.isSlashed(seq);
        vm.prank(ALICE);
        try receiptBond.slashTwoLeaves(_promises[one], _promises[other]) {
            _slashed(due);
        } catch {
            if (due) ++refusedProofs;
        }
    }

    function slashPosted(uint256 which) external {
        if (_promises.length == 0) return;
        which %= _promises.length;
        Receipt memory receipt = _promises[which];
        uint256 place = (receipt.seq - 1) / 10;
        if (place >= _headers.length) return;
        uint256 salt = _lies[place] == receipt.seq ? 1 : 0;
        bytes32[] memory siblings = _inclusion(_headers[place], receipt.seq, _lies[place], 1);
        bytes32 leaf = _leaf(receipt.seq, salt);
        bool due = salt != _salts[which] && receiptBond.bondHeld() != 0
            && !receiptBond.isSlashed(receipt.seq);
        vm.prank(ALICE);
        try receiptBond.slashPosted(receipt, _headers[place], leaf, siblings) {
            _slashed(due);
        } catch {
            if (due) ++refusedProofs;
        }
    }

    function challenge(uint256 which) external {
        if (_promises.length == 0) return;
        Receipt memory receipt = _promises[which % _promises.length];
        _fund(BOB, CHALLENGE_BOND);
        vm.prank(BOB);
        try receiptBond.challenge(receipt) {
            paidIn += CHALLENGE_BOND;
        } catch {}
    }

    function answer(uint8 seq_) external {
        uint64 seq = uint64(bound(seq_, 1, 60));
        uint256 place = (seq - 1) / 10;
        if (place >= _headers.length) return;
        bytes32[] memory siblings = _inclusion(_headers[place], seq, _lies[place], 1);
        try receiptBond.answer(seq, _headers[place], siblings) {} catch {}
    }

    /// @dev A challenge that could be won is one of a promise that no batch kept in time.
    function conclude(uint8 seq_) external {
        uint64 seq = uint64(bound(seq_, 1, 60));
        bool had = receiptBond.bondHeld() != 0 && !receiptBond.isSlashed(seq);
        try receiptBond.conclude(seq) {
            if (had) ++slashes;
        } catch {}
    }

    function collect(bool alice) external {
        address person = alice ? ALICE : BOB;
        uint256 before = token.balanceOf(person);
        try receiptBond.collect(person) {
            paidOut += token.balanceOf(person) - before;
        } catch {}
    }

    function withdraw(bool announces) external {
        uint256 before = token.balanceOf(OPERATOR);
        vm.prank(OPERATOR);
        if (announces) {
            try receiptBond.announceWithdrawal() {} catch {}
        } else {
            try receiptBond.withdraw() {} catch {}
        }
        paidOut += token.balanceOf(OPERATOR) - before;
    }

    function _slashed(bool due) private {
        ++slashes;
        if (!due) ++wrongSlashes;
    }
}
