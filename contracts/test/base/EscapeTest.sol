// SPDX-License-Identifier: UNLICENSED
pragma solidity ^0.8.28;

import {Header} from "../../src/BatchHeader.sol";
import {Escape} from "../../src/Escape.sol";
import {Systems} from "../../src/libraries/Systems.sol";
import {EndTest} from "./EndTest.sol";
import {KeyedModel} from "./KeyedModel.sol";

/// @notice A position as an account leaf holds it.
struct Position {
    uint32 market;
    uint8 mode;
    int64 size;
    int64 entry;
    int128 checkpoint;
    int64 isolated;
}

/// @notice What an escape reads of a market; `ring` is empty when it has none.
struct MarketModel {
    uint32 id;
    bool isSettled;
    uint32 oracle;
    uint32 mark;
    uint32 last;
    int128 index;
    bytes ring;
}

/// @notice A venue whose last state is laid out here, leaf by leaf, and the ways to end and to leave it.
abstract contract EscapeTest is EndTest {
    uint8 internal constant CROSS = 1;
    uint8 internal constant ISOLATED = 2;
    uint32 internal constant BTC = 0;
    uint32 internal constant ETH = 1;
    address internal constant CAROL = address(0xCA401);

    uint128 internal deposits;
    uint128 internal withdrawn;
    uint64 internal buckets;
    bytes internal preimage;
    Header internal last;

    KeyedModel.Entry[] private _accountTree;
    KeyedModel.Entry[] private _marketTree;
    KeyedModel.Entry[] private _oracleTree;
    mapping(address account => bytes) internal leaves;
    mapping(uint32 market => bytes) internal marketLeaves;
    mapping(uint32 market => bytes) internal rings;

    function _put(address owner, address master, int64 collateral, Position[] memory slots) internal {
        bytes memory packed;
        uint16 taken = 0;
        for (uint256 i = 0; i < slots.length; ++i) {
            packed = bytes.concat(packed, _slot(slots[i]));
            taken |= uint16(1 << i);
            if (slots[i].mode == ISOLATED) ++buckets;
        }
        bytes memory head = abi.encodePacked(uint8(0x11), owner, master, uint32(7), collateral, uint16(0));
        bytes memory roots = abi.encodePacked(keccak256("nonces"), keccak256("grants"), bytes32(0));
        leaves[owner] = bytes.concat(head, roots, abi.encodePacked(taken), packed, hex"0000");
        _accountTree.push(KeyedModel.Entry(abi.encodePacked(owner), keccak256(leaves[owner])));
        ++buckets;
    }

    function _put(address owner, int64 collateral) internal {
        _put(owner, address(0), collateral, new Position[](0));
    }

    function _put(address owner, int64 collateral, Position memory one) internal {
        Position[] memory slots = new Position[](1);
        slots[0] = one;
        _put(owner, address(0), collateral, slots);
    }

    function _market(MarketModel memory m) internal {
        bytes memory start = bytes.concat(hex"13", new bytes(129), abi.encodePacked(m.isSettled));
        bytes memory prices = bytes.concat(abi.encodePacked(uint32(0), false, m.oracle, uint64(9), m.mark));
        bytes memory middle = bytes.concat(new bytes(132), abi.encodePacked(m.index));
        bytes memory rest = bytes.concat(new bytes(56), abi.encodePacked(m.last, uint64(9), hex"0158"));
        marketLeaves[m.id] = bytes.concat(start, prices, middle, rest);
        bytes memory key = abi.encodePacked(m.id);
        _marketTree.push(KeyedModel.Entry(key, keccak256(marketLeaves[m.id])));
        bytes32 publisher = keccak256(abi.encode("publisher", m.id));
        _oracleTree.push(KeyedModel.Entry(bytes.concat(key, hex"00"), publisher));
        if (m.ring.length == 0) return;
        rings[m.id] = m.ring;
        _oracleTree.push(KeyedModel.Entry(bytes.concat(key, hex"ff"), keccak256(m.ring)));
    }

    /// @dev A market with one price, everywhere.
    function _marketAt(uint32 id, uint32 price) internal {
        _market(MarketModel(id, false, price, price, price, 0, _ring(price)));
    }

    function _ring(uint32 price) internal pure returns (bytes memory) {
        return abi.encodePacked(uint8(0x17), uint16(0), uint16(1), price);
    }

    /// @dev Posts a batch with the state as it was laid out, which is not final yet.
    function _postState() internal {
        bytes memory roots = _roots();
        bytes memory cursors = new bytes(88);
        bytes memory totals = abi.encodePacked(buckets, int128(deposits), int128(withdrawn));
        preimage = bytes.concat(roots, cursors, totals, new bytes(121));
        last = _next();
        last.newRoot = keccak256(preimage);
        _post(last, DATA);
    }

    /// @dev Posts it, waits until it is final, and ends the venue.
    function _endState() internal {
        _postState();
        vm.warp(block.timestamp + 61);
        settlement.freezeForSilence();
    }

    function _openState() internal {
        _endState();
        escape.open(last, preimage);
    }

    function _resolve(uint32 market) internal {
        (bytes memory proof,) = KeyedModel.proof(_marketTree, abi.encodePacked(market));
        escape.resolveMarket(market, marketLeaves[market], proof, rings[market], _ringProof(market));
    }

    function _ringProof(uint32 market) internal view returns (bytes memory proof) {
        bytes memory key = abi.encodePacked(market, uint8(255));
        if (rings[market].length == 0) return KeyedModel.absence(_oracleTree, key);
        (proof,) = KeyedModel.proof(_oracleTree, key);
    }

    function _marketProof(uint32 market) internal view returns (bytes memory proof) {
        (proof,) = KeyedModel.proof(_marketTree, abi.encodePacked(market));
    }

    function _prove(address account) internal {
        escape.prove(account, leaves[account], _proof(account));
    }

    function _proof(address account) internal view returns (bytes memory proof) {
        (proof,) = KeyedModel.proof(_accountTree, abi.encodePacked(account));
    }

    function _fixAfterTheClaimPhase() internal {
        vm.warp(block.timestamp + settlement.claimPhase());
        escape.fix();
    }

    /// @dev Credits by the vault's own books: everything paid in and consumed by the state.
    function _fund(address payer, uint64 amount) internal {
        _deposit(payer, payer, amount);
        deposits += amount;
    }

    function _claimOf(address account) internal view returns (uint256 claim) {
        (,,, claim,,) = escape.accountOf(account);
    }

    function _debtOf(address account) internal view returns (uint256 debt) {
        (,,,, debt,) = escape.accountOf(account);
    }

    function _pool(uint32 market) internal pure returns (address) {
        return Systems.fundingPool(market);
    }

    function _accountsRoot() internal view virtual returns (bytes32) {
        return KeyedModel.root(_accountTree);
    }

    function _roots() private view returns (bytes memory) {
        bytes memory head = abi.encodePacked(uint8(0x10), uint16(1), RULES, _accountsRoot());
        bytes32 markets = KeyedModel.root(_marketTree);
        return bytes.concat(head, new bytes(128), abi.encodePacked(markets, KeyedModel.root(_oracleTree)));
    }

    function _slot(Position memory p) private pure returns (bytes memory) {
        bytes memory head = abi.encodePacked(p.market, p.mode, uint8(0), uint16(20), p.size, p.entry);
        return bytes.concat(head, abi.encodePacked(p.checkpoint, p.isolated), new bytes(56));
    }
}
