// SPDX-License-Identifier: UNLICENSED
pragma solidity ^0.8.28;

import {Header} from "../../src/BatchHeader.sol";
import {Vault} from "../../src/Vault.sol";
import {DenseModel} from "../base/DenseModel.sol";
import {Request} from "../../src/RequestQueue.sol";
import {Systems} from "../../src/libraries/Systems.sol";
import {EndTest} from "../base/EndTest.sol";
import {Withdrawal} from "../base/VenueTest.sol";

/// @notice An honest operator, payers, claimants and nuisances, with a ledger of its own to compare with.
contract VenueHandler is EndTest {
    /// @dev Everything credited and not yet withdrawn, as the engine would hold it.
    uint256 public credited;
    uint256 public depositedTotal;
    uint256 public claimedTotal;
    uint256 public payments;
    uint256 public wrongPayments;
    uint256 public wrongRequests;
    uint256 public wrongRootMoves;
    bytes32 public expectedRoot;
    uint64 public expectedBatches;

    uint64 private _nextIndex;
    uint256 private _uncredited;
    Header[] internal _headers;
    Request[] internal _entered;
    mapping(uint256 batch => Withdrawal[]) private _listed;
    mapping(uint64 index => uint256) public paidTimes;

    constructor() {
        setUp();
        expectedRoot = GENESIS_ROOT;
        expectedBatches = 1;
    }

    /// @dev Over the batches that stand.
    function claimableTotal() external view returns (uint256 total) {
        for (uint256 i = 0; i < _headers.length; ++i) {
            if (settlement.isCancelled(_headers[i].number)) return total;
            for (uint256 j = 0; j < _listed[i].length; ++j) total += _listed[i][j].amount;
        }
    }

    function theVault() external view returns (Vault) {
        return vault;
    }

    function balance() external view returns (uint256) {
        return token.balanceOf(address(vault));
    }

    function queue() external view returns (uint64 cursor, uint64 length) {
        return (settlement.latest().queueCursor, vault.requestCount());
    }

    function chain() external view returns (bytes32 root, uint64 batches) {
        return (settlement.lastRoot(), settlement.batchCount());
    }

    function deposit(uint8 payer, uint64 amount) external {
        amount = uint64(bound(amount, 5_000_000, 1e13));
        _entered.push(_depositRequest(_person(payer), _person(payer >> 4), amount));
        depositedTotal += amount;
        _uncredited += amount;
    }

    function bond(uint64 amount) external {
        _bond(uint64(bound(amount, 0, 1e9)));
    }

    /// @dev Of what the bond is over its least: else nothing could be posted. A stranger may not.
    function refill(uint8 sender, uint64 amount) external {
        uint64 over = vault.bondHeld() - BOND;
        bool isOperator = sender % 4 != 0;
        amount = uint64(bound(amount, 5_000_000, 1e9));
        bool due = isOperator && amount <= over && !settlement.end().isSettled;
        if (isOperator && amount > over) return;
        vm.prank(isOperator ? OPERATOR : _person(sender));
        (bool done,) = address(vault).call(abi.encodeCall(vault.refillInsurance, (amount)));
        if (done != due) ++wrongRequests;
        if (!done) return;
        _entered.push(
            Request(
                1, uint64(_entered.length), Systems.INSURANCE, address(vault), uint64(block.timestamp),
                abi.encodePacked(amount)
            )
        );
        depositedTotal += amount;
        _uncredited += amount;
    }

    /// @dev Anyone asks for anybody: right for oneself while fewer than eight are open.
    function request(uint8 sender, uint8 account, uint8 kind) external {
        address from = _person(sender);
        address of_ = kind % 4 == 0 ? _person(account) : from;
        bool due = from == of_ && vault.openRequests(of_) < 8;
        _give(from, 1_000_000);
        bytes memory call = kind % 8 < 4
            ? abi.encodeCall(vault.requestWithdrawal, (of_, 0, kind))
            : abi.encodeCall(vault.requestCancelAll, (of_, 0));
        vm.prank(from);
        (bool done,) = address(vault).call(call);
        if (done != due) ++wrongRequests;
        if (!done) return;
        bytes memory payload = abi.encodePacked(uint64(1_000_000));
        if (kind % 8 < 4) payload = abi.encodePacked(payload, uint64(kind));
        _entered.push(
            Request(
                kind % 8 < 4 ? 2 : 4, uint64(_entered.length), of_, from, uint64(block.timestamp), payload
            )
        );
        depositedTotal += 1_000_000;
        _uncredited += 1_000_000;
    }

    /// @dev At times longer than silence and deadline.
    function wait_(uint16 time) external {
        vm.warp(block.timestamp + (time % 5 == 0 ? 61 : time % 20));
    }

    /// @dev Credits the whole queue and lets up to three owners withdraw a part of what is credited.
    function postBatch(uint256 seed) external {
        if (settlement.latest().frozenAt != 0) return _postFrozen();
        credited += _uncredited;
        _uncredited = 0;
        Header memory header = _next();
        uint256 count = seed % 4;
        Withdrawal[] memory list = new Withdrawal[](count);
        for (uint256 i = 0; i < count; ++i) {
            uint64 amount = uint64(credited / (2 + (seed >> (8 * i)) % 5));
            list[i] = Withdrawal(_nextIndex++, _person(uint8(seed >> (16 + 8 * i))), amount);
            _listed[_headers.length].push(list[i]);
            credited -= amount;
        }
        header.withdrawalsRoot = DenseModel.root(_leaves(list));
        _post(header, DATA);
        _headers.push(header);
        expectedRoot = header.newRoot;
        ++expectedBatches;
    }

    /// @dev A stranger posts, or the operator posts with one field wrong: neither may move the root.
    function postWrongBatch(uint8 field) external {
        Header memory header = _next();
        field %= 6;
        if (field == 1) header.prevRoot ^= bytes32(uint256(1));
        if (field == 2) ++header.firstSeq;
        if (field == 3) ++header.queueCursor;
        if (field == 4) header.queueHash ^= bytes32(uint256(1));
        if (field == 5) header.dataHash ^= bytes32(uint256(1));
        address sender = field == 0 ? ALICE : OPERATOR;
        vm.prank(sender, sender);
        try settlement.post(header, 1, DATA) {
            ++wrongRootMoves;
        } catch {}
    }

    /// @dev Tries any withdrawal of any batch, final or not, paid or not, at times with a wrong amount.
    function claim(uint256 batch, uint256 item, bool greedy) external {
        if (_headers.length == 0) return;
        batch %= _headers.length;
        Withdrawal[] memory list = _listed[batch];
        if (list.length == 0) return;
        item %= list.length;
        Withdrawal memory w = list[item];
        (uint64 path, bytes32[] memory siblings) = DenseModel.proof(_leaves(list), item);
        uint64 asked = greedy ? w.amount + 1 : w.amount;
        bool due = settlement.isFinal(_headers[batch].number) && paidTimes[w.index] == 0 && !greedy;
        uint64 from = vault.claimableFrom(w.index);
        if (from > block.timestamp) due = false;
        try vault.claim(_headers[batch], w.index, w.owner, asked, path, siblings) returns (bool paid) {
            if (!paid) {
                // It takes a place once, and is never promised more than ten periods of waiting.
                uint256 most = block.timestamp + 10 * settlement.capPeriod();
                bool placed = vault.claimableFrom(w.index) <= most && from == 0 && due;
                if (!placed) ++wrongPayments;
                return;
            }
            ++paidTimes[w.index];
            ++payments;
            claimedTotal += asked;
            if (!due) ++wrongPayments;
        } catch {
            if (due) ++wrongPayments;
        }
    }

    /// @dev The operator goes on posting after the end.
    function _postFrozen() private {
        Header memory header = _next();
        vm.prank(OPERATOR, OPERATOR);
        try settlement.post(header, 1, DATA) {
            ++wrongRootMoves;
        } catch {}
    }

    function _person(uint8 which) internal pure returns (address) {
        return address(uint160(0x1000 + which % 5));
    }
}
