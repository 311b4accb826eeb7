// SPDX-License-Identifier: UNLICENSED
pragma solidity ^0.8.28;

import {MicroBatch, Receipt} from "../../src/libraries/Receipts.sol";
import {OffingEip712} from "../../src/libraries/OffingEip712.sol";
import {ReceiptBond} from "../../src/ReceiptBond.sol";
import {DenseModel} from "../base/DenseModel.sol";
import {ReceiptDoor} from "../base/ReceiptTest.sol";
import {Vectors} from "../base/Vectors.sol";

/// @notice spec/vectors/receipts.json against the library, and its calls against the contract's form.
contract ReceiptVectorsTest is Vectors("receipts.json") {
    ReceiptDoor private door = new ReceiptDoor();

    function test_MicroBatchesLeavesPathsAndSignatures() public view {
        address vault = vm.parseJsonAddress(json, ".domain.vault");
        address sequencer = vm.parseJsonAddress(json, ".sequencer.address");
        bytes32 separator = OffingEip712.domainSeparator(_uint64(".domain", ".chainId"), vault);
        vm.assertEq(separator, _bytes32(".domain", ".separator"), "separator");
        for (uint256 i = 0; i < 6; ++i) {
            string memory spot = _at(".batches", i);
            MicroBatch memory batch = _batch(spot);
            bytes32 structHash = door.structHash(batch);
            vm.assertEq(structHash, _bytes32(spot, ".structHash"), spot);
            vm.assertEq(OffingEip712.digest(separator, structHash), _bytes32(spot, ".digest"), spot);
            bytes32[] memory leaves = new bytes32[](batch.count);
            for (uint256 j = 0; j < batch.count; ++j) {
                Receipt memory receipt = _receipt(i, j);
                string memory entry = _at(string.concat(spot, ".entries"), j);
                leaves[j] = door.leaf(receipt);
                vm.assertEq(leaves[j], _bytes32(entry, ".leaf"), entry);
                vm.assertTrue(door.isInBatch(receipt), entry);
                vm.assertEq(door.signer(receipt, separator), sequencer, entry);
                bytes memory canonical = vm.parseJsonBytes(json, string.concat(entry, ".entry"));
                vm.assertEq(keccak256(canonical), receipt.entryHash, entry);
            }
            vm.assertEq(DenseModel.root(leaves), batch.root, spot);
        }
    }

    function test_TheCallsAreThoseOfTheContract() public view {
        bytes memory slash = abi.encodeCall(ReceiptBond.slashTwoLeaves, (_receipt(2, 4), _receipt(4, 0)));
        bytes memory given = vm.parseJsonBytes(json, ".twoLeaves.data");
        vm.assertEq(keccak256(slash), keccak256(given), "slashTwoLeaves");
        bytes memory challenge = abi.encodeCall(ReceiptBond.challenge, (_receipt(3, 20)));
        given = vm.parseJsonBytes(json, ".challenge.data");
        vm.assertEq(keccak256(challenge), keccak256(given), "challenge");
    }

    function _receipt(uint256 batch, uint256 index) private view returns (Receipt memory receipt) {
        string memory spot = _at(".batches", batch);
        string memory entry = _at(string.concat(spot, ".entries"), index);
        receipt.batch = _batch(spot);
        receipt.seq = _uint64(entry, ".seq");
        receipt.arrival = _uint64(entry, ".arrival");
        receipt.entryHash = _bytes32(entry, ".entryHash");
        receipt.siblings = vm.parseJsonBytes32Array(json, string.concat(entry, ".siblings"));
        receipt.r = _bytes32(spot, ".r");
        receipt.s = _bytes32(spot, ".s");
        receipt.v = uint8(_uint64(spot, ".v"));
    }

    function _batch(string memory spot) private view returns (MicroBatch memory batch) {
        batch.record = _uint64(spot, ".record");
        batch.epoch = _uint64(spot, ".epoch");
        batch.firstSeq = _uint64(spot, ".firstSeq");
        batch.count = uint32(_uint64(spot, ".count"));
        batch.previousHash = _bytes32(spot, ".previousHash");
        batch.root = _bytes32(spot, ".root");
        batch.deadline = _uint64(spot, ".deadline");
    }
}
