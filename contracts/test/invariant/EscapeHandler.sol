// SPDX-License-Identifier: UNLICENSED
pragma solidity ^0.8.28;

import {Header} from "../../src/BatchHeader.sol";
import {Request} from "../../src/RequestQueue.sol";
import {Systems} from "../../src/libraries/Systems.sol";
import {EscapeTest, MarketModel, Position} from "../base/EscapeTest.sol";
import {Withdrawal} from "../base/VenueTest.sol";

/// @notice People trade at random, the venue ends, and everybody leaves in any order; with the sums of plain
/// arithmetic beside the contract's.
contract EscapeHandler is EscapeTest {
    uint256 internal constant PEOPLE = 6;
    uint32 internal constant MARKETS = 2;
    int64 private constant MARGIN = 100_000_000;
    int64 private constant FEE = 100_000;
    uint64 private constant WITHDRAWN = 50_000_000;
    uint64 private constant UNCONSUMED = 30_000_000;

    mapping(uint256 person => int64) private _collateral;
    mapping(uint256 person => mapping(uint32 market => Position)) private _positions;
    mapping(uint32 market => int128) private _index;
    mapping(uint32 market => int64) private _poolHolds;
    mapping(uint32 market => uint32) private _price;
    int64 private _fees;

    bool public isEnded;
    uint256 public wrongPayments;
    uint256 public blocked;
    uint256 public movedByOperator;
    uint256 public payments;

    /// @dev Payments of a share that was less than all.
    uint256 public shared;
    uint256 public positive;
    uint256 public negative;
    uint256 public junior;

    /// @dev Set aside for those who were proved in time and are not paid yet.
    uint256 public setAside;

    uint256 private _numerator;
    uint256 private _denominator;
    uint256 private _lateLeft;
    Header private _withdrawalsHeader;
    Request private _unconsumed;
    bool public isWithdrawalPaid;
    bool public isDepositBack;
    mapping(address account => bool) private _proved;
    mapping(address account => bool) private _late;
    mapping(address account => bool) private _paid;

    constructor() {
        setUp();
        for (uint256 i = 0; i < PEOPLE; ++i) {
            _fund(_person(i), 1_000_000_000);
            _collateral[i] = 1_000_000_000;
        }
        _collateral[0] -= int64(WITHDRAWN);
        withdrawn = WITHDRAWN;
        _withdrawalsHeader = _settleOne(Withdrawal(0, _person(0), WITHDRAWN));
    }

    function trade(uint256 buyer, uint256 seller, uint32 market, uint64 size, uint32 price) external {
        (buyer, seller, market) = (buyer % PEOPLE, seller % PEOPLE, market % MARKETS);
        if (isEnded || buyer == seller) return;
        int64 lots = int64(uint64(bound(size, 1, 1_000_000)));
        int64 cost = lots * int64(uint64(bound(price, 1, 2_000)));
        _change(buyer, market, lots, cost);
        _change(seller, market, -lots, -cost);
    }

    function payFunding(uint32 market, int64 moved) external {
        if (!isEnded) _index[market % MARKETS] += int128(moved) % 1e9 * 1_000;
    }

    /// @dev One call in four, so that there is something to leave with.
    function end(uint32 one, uint32 other, uint8 luck) external {
        if (isEnded || luck % 4 != 0) return;
        isEnded = true;
        (_price[BTC], _price[ETH]) = (uint32(bound(one, 1, 2_000)), uint32(bound(other, 1, 2_000)));
        for (uint256 i = 0; i < PEOPLE; ++i) _putPerson(i);
        for (uint32 m = 0; m < MARKETS; ++m) {
            _put(_pool(m), _poolHolds[m]);
            _market(MarketModel(m, false, 9, 9, 9, _index[m], _ring(_price[m])));
        }
        _put(Systems.FEES, _fees);
        _postState();
        _unconsumed = _depositRequest(_person(5), _person(5), UNCONSUMED);
        vm.warp(block.timestamp + 61);
        settlement.freezeForSilence();
        escape.open(last, preimage);
    }

    function resolve(uint32 market) external {
        market %= MARKETS;
        if (!isEnded) return;
        (bool isResolved,,) = escape.marketOf(market);
        try this.resolveMarket(market) {
            if (isResolved) ++wrongPayments;
        } catch {
            if (!isResolved) ++blocked;
        }
    }

    function prove(uint256 which) external {
        if (!isEnded) return;
        address account = _account(which);
        (uint256 claim, uint256 debt) = _equities(account);
        bool due = !_proved[account] && _areResolved(account);
        try escape.prove(account, leaves[account], _proof(account)) {
            if (!due) ++wrongPayments;
        } catch {
            if (due) ++blocked;
            return;
        }
        _proved[account] = true;
        _late[account] = _denominator != 0;
        if (_late[account]) return;
        negative += debt;
        if (account == Systems.FEES) junior += claim;
        else positive += claim;
    }

    function fix() external {
        if (!isEnded) return;
        (, uint64 closesAt, uint64 all, uint64 done,,,,,) = escape.opening();
        bool due = _denominator == 0 && (block.timestamp >= closesAt || done == all);
        try escape.fix() {
            if (!due) ++wrongPayments;
        } catch {
            if (due) ++blocked;
            return;
        }
        // What people put in and did not take out, whatever else lies in the vault.
        uint256 vaultHas = PEOPLE * 1_000_000_000 - WITHDRAWN;
        uint256 whole = vaultHas + negative > junior ? vaultHas + negative - junior : 0;
        _denominator = whole > positive ? whole : positive;
        _numerator = vaultHas < _denominator ? vaultHas : _denominator;
        setAside = positive * _numerator / _denominator;
        _lateLeft = vaultHas - setAside;
    }

    function claimEscape(uint256 which) external {
        if (!isEnded) return;
        address account = _account(which);
        (uint256 asked,) = _equities(account);
        if (account == Systems.FEES) asked = 0;
        uint256 expected = _denominator == 0 ? 0 : asked * _numerator / _denominator;
        if (_late[account] && expected > _lateLeft) expected = _lateLeft;
        bool due = _denominator != 0 && _proved[account] && !_paid[account] && asked > 0
            && (expected > 0 || !_late[account]);
        uint256 before = token.balanceOf(account);
        try escape.claim(account) {
            if (!due || token.balanceOf(account) - before != expected) ++wrongPayments;
        } catch {
            if (due) ++blocked;
            return;
        }
        _paid[account] = true;
        ++payments;
        if (_numerator < _denominator) ++shared;
        if (_late[account]) _lateLeft -= expected;
        else setAside -= expected;
    }

    /// @dev What stands beside the accounts has its own way out.
    function leaveBeside(bool withdrawal) external {
        if (!isEnded) return;
        if (withdrawal && !isWithdrawalPaid) {
            uint64 from = vault.claimableFrom(0);
            if (from > block.timestamp) vm.warp(from);
            Withdrawal memory w = Withdrawal(0, _person(0), WITHDRAWN);
            bytes32[] memory alone = new bytes32[](0);
            try vault.claim(_withdrawalsHeader, 0, w.owner, w.amount, 0, alone) returns (bool paid) {
                isWithdrawalPaid = paid;
            } catch {
                ++blocked;
            }
        } else if (!withdrawal && !isDepositBack) {
            try vault.refund(_unconsumed) {
                isDepositBack = true;
            } catch {
                ++blocked;
            }
        }
    }

    function wait_(uint8 time) external {
        vm.warp(block.timestamp + (time % 4 == 0 ? 60 : time % 30));
    }

    /// @dev Whatever the operator can call, after the end.
    function operate(uint8 what) external {
        if (!isEnded) return;
        uint256 before = token.balanceOf(address(vault));
        bytes32 root = settlement.lastRoot();
        Header memory header = _next();
        vm.startPrank(OPERATOR, OPERATOR);
        if (what % 5 == 0) try settlement.post(header, 1, DATA) {} catch {}
        if (what % 5 == 1) try settlement.postChunk(header, 1, DATA) {} catch {}
        if (what % 5 == 2) try vault.changeParameter("x") {} catch {}
        if (what % 5 == 3) try settlement.announceOperator(ALICE) {} catch {}
        if (what % 5 == 4) try vault.payEscape(OPERATOR, 1, true) {} catch {}
        vm.stopPrank();
        bool moved = token.balanceOf(address(vault)) != before || settlement.lastRoot() != root;
        if (moved) ++movedByOperator;
    }

    function resolveMarket(uint32 market) external {
        _resolve(market);
    }

    /// @dev Beside the bond: what has its own way out, and what is set aside for who was in time.
    function owed() external view returns (uint256) {
        uint256 beside = (isWithdrawalPaid ? 0 : WITHDRAWN) + (isDepositBack ? 0 : UNCONSUMED);
        return isEnded ? beside + setAside : WITHDRAWN;
    }

    function held() external view returns (uint256) {
        return token.balanceOf(address(vault)) - vault.bondHeld();
    }

    function _change(uint256 person, uint32 market, int64 lots, int64 cost) private {
        Position storage p = _positions[person][market];
        if (p.mode == 0) {
            (p.market, p.mode) = (market, person % 2 == 1 && market == ETH ? ISOLATED : CROSS);
            if (p.mode == ISOLATED) {
                (p.isolated, _collateral[person]) = (MARGIN, _collateral[person] - MARGIN);
            }
        }
        int64 due = int64(_due(p));
        if (p.mode == ISOLATED) p.isolated += due;
        else _collateral[person] += due;
        _poolHolds[market] -= due;
        p.checkpoint = _index[market];
        (p.size, p.entry) = (p.size + lots, p.entry + cost);
        (_collateral[person], _fees) = (_collateral[person] - FEE, _fees + FEE);
    }

    /// @dev floor(-size x moved / 10^9)
    function _due(Position memory p) private view returns (int256) {
        int256 exact = -int256(p.size) * (_index[p.market] - p.checkpoint);
        return exact >= 0 ? exact / 1e9 : -((-exact + 1e9 - 1) / 1e9);
    }

    function _putPerson(uint256 person) private {
        uint256 count = 0;
        for (uint32 m = 0; m < MARKETS; ++m) if (_positions[person][m].mode != 0) ++count;
        Position[] memory slots = new Position[](count);
        count = 0;
        for (uint32 m = 0; m < MARKETS; ++m) {
            if (_positions[person][m].mode != 0) slots[count++] = _positions[person][m];
        }
        _put(_person(person), address(0), _collateral[person], slots);
    }

    /// @dev A pool counts for nothing.
    function _equities(address account) private view returns (uint256 claim, uint256 debt) {
        if (account == Systems.FEES) return (uint64(_fees), 0);
        for (uint256 i = 0; i < PEOPLE; ++i) {
            if (account != _person(i)) continue;
            int256 cross = _collateral[i];
            for (uint32 m = 0; m < MARKETS; ++m) {
                Position memory p = _positions[i][m];
                int256 worth = int256(p.size) * int256(uint256(_price[m])) - p.entry + _due(p);
                if (p.mode == CROSS) cross += worth;
                if (p.mode == ISOLATED) (claim, debt) = _add(claim, debt, p.isolated + worth);
            }
            (claim, debt) = _add(claim, debt, cross);
        }
    }

    function _add(uint256 claim, uint256 debt, int256 equity) private pure returns (uint256, uint256) {
        return equity > 0 ? (claim + uint256(equity), debt) : (claim, debt + uint256(-equity));
    }

    function _areResolved(address account) private view returns (bool all) {
        all = true;
        for (uint256 i = 0; i < PEOPLE; ++i) {
            for (uint32 m = 0; account == _person(i) && m < MARKETS; ++m) {
                (bool isResolved,,) = escape.marketOf(m);
                if (_positions[i][m].size != 0 && !isResolved) all = false;
            }
        }
    }

    function _person(uint256 i) private pure returns (address) {
        return address(uint160(0x1000 + i));
    }

    /// @dev People, the fees' account, and the pools.
    function _account(uint256 which) private pure returns (address) {
        which %= PEOPLE + 1 + MARKETS;
        if (which < PEOPLE) return _person(which);
        return which == PEOPLE ? Systems.FEES : _pool(uint32(which - PEOPLE - 1));
    }
}
