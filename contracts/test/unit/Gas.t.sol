// SPDX-License-Identifier: UNLICENSED
pragma solidity ^0.8.28;

import {Header} from "../../src/BatchHeader.sol";
import {Settlement} from "../../src/Settlement.sol";
import {KeyLimits} from "../../src/OwnerRequests.sol";
import {Terms} from "../../src/SettlementTerms.sol";
import {Vault} from "../../src/Vault.sol";
import {DenseModel} from "../base/DenseModel.sol";
import {GasMeter} from "../base/GasMeter.sol";
import {Withdrawal} from "../base/VenueTest.sol";

/// @notice Ceilings of whole transactions, on the optimised artefacts that are deployed (`npm run build`).
contract GasTest is GasMeter {
    uint256 private constant TRANSACTION_MAX = 16_777_216;

    /// @dev Calldata of a big chunk costs its floor alone: hashing and storing stay under it.
    uint256 private constant CHUNK_MAX = 4_150_000;

    function setUp() public override {
        super.setUp();
        _postGenesis();
        _deposit(BOB, ALICE, DEPOSIT);
        _give(ALICE, 2 * uint256(DEPOSIT));
    }

    function test_CodeIsUnderTheLimitOfTheChain() public view {
        vm.assertLe(address(vault).code.length, CODE_MAX_BYTES, "vault");
        vm.assertLe(address(settlement).code.length, CODE_MAX_BYTES, "settlement");
    }

    function test_Deposit() public {
        uint256 gas = _cost(ALICE, address(vault), abi.encodeCall(Vault.deposit, (BOB, DEPOSIT)));
        vm.assertLe(gas, 95_000, "deposit");
    }

    /// @dev The first of an account, and the eighth, which asks how far batches have consumed the queue.
    function test_Request() public {
        bytes memory call = abi.encodeCall(vault.requestWithdrawal, (ALICE, 0, 0));
        vm.assertLe(_cost(ALICE, address(vault), call), 115_000, "first request");
        for (uint256 i = 0; i < 7; ++i) {
            vm.prank(ALICE);
            vault.requestClose(ALICE, 0, 0, 0);
        }
        _post(_next(), DATA);
        vm.assertLe(_cost(ALICE, address(vault), call), 105_000, "ninth request");
    }

    function test_AGrantOfEveryMarket() public {
        KeyLimits memory limits = KeyLimits(1, 2, 3, 4, 5, true, new uint32[](64));
        bytes memory call = abi.encodeCall(vault.requestGrant, (BOB, limits));
        vm.assertLe(_cost(ALICE, address(vault), call), 180_000, "grant");
    }

    /// @dev The queue's length and its last hash are all that a post looks at.
    function test_PostOfABatchThatConsumesAHundredThousandRequests() public {
        uint64 count = 100_000;
        bytes32 prefix = keccak256("prefix of a long queue");
        bytes32 first = vm.load(address(vault), bytes32(0));
        bytes32 length = bytes32((uint256(first) >> 64 << 64) | count);
        vm.store(address(vault), bytes32(0), length);
        vm.store(address(vault), keccak256(abi.encode(count, 1)), prefix);
        vm.assertEq(vault.requestCount(), count, "the queue's length");
        vm.assertEq(vault.prefixAt(count), prefix, "its prefix");
        Header memory header = _next();
        bytes memory call = abi.encodeCall(Settlement.post, (header, 1, DATA));
        vm.assertLe(_cost(OPERATOR, address(settlement), call), 130_000, "batch");
        vm.assertEq(settlement.end().queueCursor, count, "consumed");
    }

    function test_PostOfASmallBatch() public {
        bytes memory data = _bytes(500);
        Header memory header = _next();
        header.dataHash = _dataHash(data);
        bytes memory call = abi.encodeCall(Settlement.post, (header, 1, data));
        vm.assertLe(_cost(OPERATOR, address(settlement), call), 130_000, "small batch");
    }

    function test_PostOfAFullChunkCostsNoMoreThanItsCalldata() public {
        bytes memory data = _bytes(settlement.CHUNK_MAX_BYTES());
        Header memory header = _next();
        header.dataHash = _dataHash(data);
        bytes memory call = abi.encodeCall(Settlement.post, (header, 1, data));
        uint256 gas = _cost(OPERATOR, address(settlement), call);
        vm.assertLe(gas, CHUNK_MAX, "full chunk");
        vm.assertLe(gas, TRANSACTION_MAX, "transaction");
    }

    /// @dev Twenty thousand orders that nothing shortens, each with a signature of its own: 95 bytes each.
    function test_ABatchOfTenThousandTradesInChunksCostsNoMoreThanItsCalldata() public {
        uint256 most = settlement.CHUNK_MAX_BYTES();
        uint32 count = uint32((20_000 * 95 + most - 1) / most);
        bytes memory chunk = _bytes(most);
        bytes32 folded = keccak256(abi.encode(uint256(count)));
        for (uint32 i = 0; i < count; ++i) folded = _fold(folded, chunk);
        Header memory header = _next();
        header.lastSeq = header.firstSeq + 20_000;
        header.seqCeiling = header.lastSeq + 1;
        header.dataHash = folded;
        bytes memory call = abi.encodeCall(Settlement.post, (header, count, chunk));
        uint256 gas = _cost(OPERATOR, address(settlement), call);
        for (uint32 i = 1; i < count; ++i) {
            call = abi.encodeCall(Settlement.postChunk, (header, i, chunk));
            gas += _cost(OPERATOR, address(settlement), call);
        }
        vm.assertTrue(settlement.completedAt(header.number) != 0, "all of it");
        vm.assertLe(gas, 80_000_000, "all in");
        vm.assertLe(gas, 40 * uint256(count) * most * 12 / 10, "1.2 x the floor of its bytes");
        vm.assertLe(gas / 10_000, 8_000, "a trade");
    }

    function test_ClaimOutOfAThousandWithdrawals() public {
        Withdrawal[] memory list = new Withdrawal[](1000);
        for (uint64 i = 0; i < 1000; ++i) list[i] = Withdrawal(i, BOB, 5_000_000);
        Header memory header = _settle(list);
        (uint64 path, bytes32[] memory siblings) = DenseModel.proof(_leaves(list), 777);
        bytes memory call = abi.encodeCall(Vault.claim, (header, 777, BOB, 5_000_000, path, siblings));
        vm.assertLe(_cost(ALICE, address(vault), call), 170_000, "the first claim of a venue");
        (path, siblings) = DenseModel.proof(_leaves(list), 333);
        call = abi.encodeCall(Vault.claim, (header, 333, BOB, 5_000_000, path, siblings));
        vm.assertLe(_cost(ALICE, address(vault), call), 120_000, "claim");
    }

    function _bytes(uint256 length) private pure returns (bytes memory data) {
        data = new bytes(length);
        for (uint256 i = 0; i < length; ++i) data[i] = bytes1(uint8(1 + (i * 7) % 255));
    }
}
