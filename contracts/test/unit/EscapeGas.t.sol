// SPDX-License-Identifier: UNLICENSED
pragma solidity ^0.8.28;

import {Escape} from "../../src/Escape.sol";
import {Terms} from "../../src/SettlementTerms.sol";
import {KeyedTree} from "../../src/libraries/KeyedTree.sol";
import {EndTest} from "../base/EndTest.sol";
import {EscapeTest, MarketModel, Position} from "../base/EscapeTest.sol";
import {GasMeter} from "../base/GasMeter.sol";
import {VenueTest} from "../base/VenueTest.sol";

/// @notice Ceilings of an escape's transactions, on the optimised artefacts: an account of sixteen slots, one
/// of a hundred thousand, whose proof has about seventeen steps.
contract EscapeGasTest is EscapeTest, GasMeter {
    uint256 private constant STEPS = 20;
    address private constant FULL = address(0xF00d00000000000000000000000000000000cAfE);

    function setUp() public override(EndTest, VenueTest) {
        super.setUp();
        Position[] memory slots = new Position[](16);
        for (uint32 i = 0; i < 16; ++i) {
            bytes memory ring = hex"170000000f";
            for (uint32 j = 0; j < 15; ++j) {
                ring = bytes.concat(ring, abi.encodePacked(100_000 + j * 77 % 15));
            }
            _market(MarketModel(i, false, 5, 5, 5, 123_456_789_012_345, ring));
            slots[i] = Position(i, CROSS, 123_456_789, 12_345_678_901_234, 77_777_777_777, 0);
        }
        _fund(ALICE, 1_000_000_000);
        _put(FULL, address(0), 100_000_000_000_000_000, slots);
        _put(ALICE, 1_000_000_000);
        _endState();
    }

    function test_CodeIsUnderTheLimitOfTheChain() public view {
        vm.assertLe(address(escape).code.length, CODE_MAX_BYTES, "escape");
    }

    function test_Open() public {
        bytes memory call = abi.encodeCall(Escape.open, (last, preimage));
        vm.assertLe(_cost(BOB, address(escape), call), 220_000, "open");
    }

    function test_ResolvingAMarket() public {
        escape.open(last, preimage);
        bytes memory leaf = marketLeaves[3];
        bytes memory call =
            abi.encodeCall(Escape.resolveMarket, (3, leaf, _marketProof(3), rings[3], _ringProof(3)));
        vm.assertLe(_cost(BOB, address(escape), call), 135_000, "resolve");
    }

    function test_EscapeClaimWithSixteenSlots() public {
        escape.open(last, preimage);
        for (uint32 i = 0; i < 16; ++i) _resolve(i);
        bytes memory one = abi.encodePacked(uint16(0), _below());
        escape.prove(ALICE, leaves[ALICE], one);
        bytes memory call = abi.encodeCall(Escape.prove, (FULL, leaves[FULL], _path()));
        vm.assertLe(_cost(BOB, address(escape), call), 150_000, "prove");
        _fixAfterTheClaimPhase();
        uint256 paid = _cost(BOB, address(escape), abi.encodeCall(Escape.claim, (FULL)));
        vm.assertLe(paid, 110_000, "claim");
    }

    function _path() private view returns (bytes memory steps) {
        for (uint16 i = 0; i < STEPS - 1; ++i) steps = bytes.concat(steps, _step(i));
        bytes32 alice = KeyedTree.leaf(abi.encodePacked(ALICE), keccak256(leaves[ALICE]));
        steps = bytes.concat(steps, abi.encodePacked(uint16(0), alice));
    }

    function _step(uint16 i) private pure returns (bytes memory) {
        return abi.encodePacked(uint16(STEPS - 1 - i), keccak256(abi.encode(i)));
    }

    /// @dev The right half of the tree: the account of sixteen slots under many others.
    function _below() private view returns (bytes32 running) {
        bytes memory key = abi.encodePacked(FULL);
        running = KeyedTree.leaf(key, keccak256(leaves[FULL]));
        for (uint16 i = 0; i < STEPS - 1; ++i) {
            uint16 keyBit = uint16(STEPS - 1 - i);
            bytes32 sibling = keccak256(abi.encode(i));
            running = KeyedTree.bitAt(key, keyBit)
                ? KeyedTree.node(keyBit, sibling, running)
                : KeyedTree.node(keyBit, running, sibling);
        }
    }

    function _accountsRoot() internal view override returns (bytes32) {
        bytes32 alice = KeyedTree.leaf(abi.encodePacked(ALICE), keccak256(leaves[ALICE]));
        return KeyedTree.node(0, alice, _below());
    }
}
