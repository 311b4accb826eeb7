// SPDX-License-Identifier: UNLICENSED
pragma solidity ^0.8.28;

import {Header} from "../../src/BatchHeader.sol";
import {KeyLimits, OwnerRequests} from "../../src/OwnerRequests.sol";
import {Request} from "../../src/RequestQueue.sol";
import {Leaves} from "../../src/libraries/Leaves.sol";
import {DenseModel} from "../base/DenseModel.sol";
import {VenueTest} from "../base/VenueTest.sol";
import {Vectors} from "../base/Vectors.sol";
import {Proofs} from "../base/Proofs.sol";

/// @notice spec/vectors/batch.json against the libraries, the vault's queue and a posted batch.
contract BatchVectorsTest is VenueTest, Vectors("batch.json") {
    Proofs private proofs = new Proofs();

    function test_HeaderHashes() public view {
        for (uint256 i = 0; i < 3; ++i) {
            string memory spot = _at(".headers", i);
            vm.assertEq(proofs.header(_header(spot)), _bytes32(spot, ".hash"), spot);
        }
    }

    function test_DataHashesAreThoseThatSettlementAccepts() public {
        _postGenesis();
        for (uint256 i = 0; i < 3; ++i) {
            string memory spot = _at(".data", i);
            bytes[] memory chunks = vm.parseJsonBytesArray(json, string.concat(spot, ".chunks"));
            Header memory header = _next();
            header.dataHash = _bytes32(spot, ".hash");
            vm.prank(OPERATOR, OPERATOR);
            settlement.post(header, uint32(chunks.length), chunks[0]);
            for (uint32 j = 1; j < chunks.length; ++j) {
                vm.prank(OPERATOR, OPERATOR);
                settlement.postChunk(header, j, chunks[j]);
            }
            vm.assertEq(settlement.completedAt(header.number), block.timestamp, spot);
        }
    }

    function test_TheVaultsQueueHasThePrefixesOfTheVectors() public {
        for (uint256 i = 0; i < 4; ++i) {
            string memory spot = _at(".queue.requests", i);
            vm.warp(_uint64(spot, ".l1Time"));
            address sender = vm.parseJsonAddress(json, string.concat(spot, ".sender"));
            address account = vm.parseJsonAddress(json, string.concat(spot, ".account"));
            uint64 index = _deposit(sender, account, _uint64(spot, ".amount"));
            vm.assertEq(index, _uint64(spot, ".index"), spot);
            vm.assertEq(vault.prefixAt(index + 1), _bytes32(spot, ".prefix"), spot);
        }
    }

    function test_RequestHashesOfEveryType() public view {
        for (uint256 i = 0; i < 4; ++i) _checkRequest(_at(".queue.requests", i));
        for (uint256 i = 0; i < 6; ++i) _checkRequest(_at(".queue.others", i));
    }

    function test_TheVaultEntersEveryTypeWithThePayloadOfTheVectors() public {
        uint32[] memory markets = new uint32[](2);
        (markets[0], markets[1]) = (1, 3);
        bytes memory payload = vm.parseJsonBytes(json, ".queue.others[3].payload");
        address key = address(bytes20(_slice(payload, 8)));
        bytes[5] memory calls = [
            abi.encodeCall(vault.requestWithdrawal, (ALICE, 0, 0)),
            abi.encodeCall(vault.requestClose, (ALICE, 0, 2, 750)),
            abi.encodeCall(vault.requestCancelAll, (ALICE, 0)),
            abi.encodeCall(vault.requestGrant, (key, KeyLimits(0, 1e10, 0, 0, 5, true, markets))),
            abi.encodeCall(vault.requestRevocation, (key))
        ];
        _give(ALICE, 5_000_000);
        for (uint64 i = 0; i < 5; ++i) {
            vm.prank(ALICE);
            (bool done,) = address(vault).call(calls[i]);
            vm.assertTrue(done, "entered");
            payload = vm.parseJsonBytes(json, string.concat(_at(".queue.others", i), ".payload"));
            Request memory request =
                Request(uint8(2 + i), i, ALICE, ALICE, uint64(block.timestamp), payload);
            vm.assertTrue(vault.isEntered(request), _at("type", i));
        }
    }

    function test_TheMasterOfEachSubAccountIsItsOwner() public {
        for (uint256 i = 0; i < 3; ++i) {
            string memory spot = _at(".queue.subAccounts", i);
            address master = vm.parseJsonAddress(json, string.concat(spot, ".master"));
            address account = vm.parseJsonAddress(json, string.concat(spot, ".address"));
            uint32 ordinal = uint32(_uint64(spot, ".ordinal"));
            _give(master, 1_000_000);
            vm.expectRevert(abi.encodeWithSelector(OwnerRequests.NotAccountOwner.selector, account, master));
            vm.prank(master);
            vault.requestCancelAll(account, ordinal ^ 7);
            vm.prank(master);
            vault.requestCancelAll(account, ordinal);
        }
    }

    function test_WithdrawalLeavesAndTheirProofs() public view {
        bytes32 root = _bytes32(".withdrawals", ".root");
        for (uint256 i = 0; i < 5; ++i) {
            string memory spot = _at(".withdrawals.list", i);
            address owner = vm.parseJsonAddress(json, string.concat(spot, ".owner"));
            bytes32 leaf = Leaves.withdrawal(_uint64(spot, ".index"), owner, _uint64(spot, ".amount"));
            vm.assertEq(leaf, _bytes32(spot, ".leaf"), spot);
            string memory proof = _at(".withdrawals.proofs", i);
            bytes32[] memory siblings = vm.parseJsonBytes32Array(json, string.concat(proof, ".siblings"));
            vm.assertTrue(proofs.dense(root, leaf, _uint64(proof, ".path"), siblings), spot);
        }
    }

    function test_InputLeavesAndTheirRoot() public view {
        bytes32[] memory leaves = new bytes32[](3);
        for (uint256 i = 0; i < 3; ++i) {
            string memory spot = _at(".inputs.list", i);
            bytes memory entry = vm.parseJsonBytes(json, string.concat(spot, ".entry"));
            leaves[i] = Leaves.input(_uint64(spot, ".seq"), _uint64(spot, ".arrival"), keccak256(entry));
            vm.assertEq(leaves[i], _bytes32(spot, ".leaf"), spot);
        }
        vm.assertEq(DenseModel.root(leaves), _bytes32(".inputs", ".root"), "inputs root");
    }

    function _slice(bytes memory data, uint256 from) private pure returns (bytes32 word) {
        assembly ("memory-safe") {
            word := mload(add(add(data, 32), from))
        }
    }

    function _checkRequest(string memory spot) private view {
        bytes32 hash = Leaves.request(
            uint8(_uint64(spot, ".type")),
            _uint64(spot, ".index"),
            vm.parseJsonAddress(json, string.concat(spot, ".account")),
            vm.parseJsonAddress(json, string.concat(spot, ".sender")),
            _uint64(spot, ".l1Time"),
            vm.parseJsonBytes(json, string.concat(spot, ".payload"))
        );
        vm.assertEq(hash, _bytes32(spot, ".hash"), spot);
    }

    function _header(string memory spot) private view returns (Header memory header) {
        header.number = _uint64(spot, ".number");
        header.prevRoot = _bytes32(spot, ".prevRoot");
        header.newRoot = _bytes32(spot, ".newRoot");
        header.firstSeq = _uint64(spot, ".firstSeq");
        header.lastSeq = _uint64(spot, ".lastSeq");
        header.inputsRoot = _bytes32(spot, ".inputsRoot");
        header.dataHash = _bytes32(spot, ".dataHash");
        header.withdrawalsRoot = _bytes32(spot, ".withdrawalsRoot");
        header.queueCursor = _uint64(spot, ".queueCursor");
        header.queueHash = _bytes32(spot, ".queueHash");
        header.time = _uint64(spot, ".time");
        header.seqCeiling = _uint64(spot, ".seqCeiling");
        header.rulesHash = _bytes32(spot, ".rulesHash");
    }
}
